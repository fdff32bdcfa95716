WITH "t18" AS (
  SELECT
    "t6"."kind",
    "t6"."starts",
    "t6"."cut",
    "t6"."of",
    "t6"."member_id",
    "t6"."orders",
    "t6"."is_new",
    "t6"."next",
    "t13"."ends"
  FROM "buyers" AS "t6"
  INNER JOIN (
    SELECT
      *
    FROM "periods" AS "t3"
    WHERE
      "t3"."kind" IN ('week', 'month', 'quarter', 'year')
  ) AS "t13"
    ON "t6"."kind" = "t13"."kind" AND "t6"."starts" = "t13"."starts"
  WHERE
    EXISTS(
      SELECT
        1
      FROM (
        SELECT DISTINCT
          "t15"."kind",
          "t15"."starts",
          "t15"."member_id"
        FROM (
          SELECT
            "t7"."member_id",
            "t7"."day",
            "t14"."kind",
            "t14"."starts"
          FROM "visits" AS "t7"
          INNER JOIN (
            SELECT
              *
            FROM "calendar" AS "t5"
            WHERE
              "t5"."kind" IN ('week', 'month', 'quarter', 'year') AND "t5"."is_before" = FALSE
          ) AS "t14"
            ON "t7"."day" = "t14"."day"
        ) AS "t15"
      ) AS "t17"
      WHERE
        "t6"."kind" = "t17"."kind"
        AND "t6"."starts" = "t17"."starts"
        AND "t6"."member_id" = "t17"."member_id"
    )
)
SELECT
  *
FROM (
  SELECT
    "t25"."kind",
    "t25"."starts",
    "t25"."cut",
    "t25"."of",
    '' AS "key",
    "t25"."member_id" AS "subject",
    1 AS "numerator",
    0 AS "denominator"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        *
      FROM "t18" AS "t19"
      WHERE
        "t19"."cut" IN ('all', 'shop', 'tier', 'segment')
    ) AS "t20"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        "t23"."kind",
        "t23"."starts",
        "t23"."cut",
        "t23"."of",
        "t23"."member_id",
        "t23"."orders",
        "t23"."is_new",
        "t23"."next",
        "t23"."ends"
      FROM (
        SELECT
          "t22"."kind",
          "t22"."starts",
          "t22"."member_id",
          "t22"."orders",
          "t22"."is_new",
          "t22"."next",
          "t22"."ends",
          "t12"."cut",
          "t12"."of"
        FROM (
          SELECT
            "t19"."kind",
            "t19"."starts",
            "t19"."member_id",
            "t19"."orders",
            "t19"."is_new",
            "t19"."next",
            "t19"."ends"
          FROM "t18" AS "t19"
          WHERE
            "t19"."cut" = 'all'
        ) AS "t22"
        INNER JOIN (
          SELECT
            *
          FROM "stays" AS "t2"
          WHERE
            "t2"."cut" IN ('tier', 'segment')
        ) AS "t12"
          ON "t22"."member_id" = "t12"."member_id"
          AND "t12"."since" < "t22"."ends"
          AND "t12"."until" >= "t22"."ends"
      ) AS "t23"
    ) AS "t24"
  ) AS "t25"
) AS "t26"
UNION ALL
SELECT
  *
FROM (
  SELECT
    "t0"."kind",
    "t0"."starts",
    "t0"."cut",
    "t0"."of",
    '' AS "key",
    0 AS "subject",
    0 AS "numerator",
    "t0"."members" AS "denominator"
  FROM "buyer_sums" AS "t0"
  WHERE
    "t0"."kind" IN ('week', 'month', 'quarter', 'year')
    AND "t0"."cut" IN ('all', 'shop', 'tier', 'segment')
) AS "t8"
