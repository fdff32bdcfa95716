WITH "t17" AS (
  SELECT
    "t5"."kind",
    "t5"."starts",
    "t5"."cut",
    "t5"."of",
    "t5"."member_id",
    "t5"."orders",
    "t5"."is_new",
    "t5"."next",
    "t11"."ends",
    COALESCE("t16"."there", 0) AS "there"
  FROM "buyers" AS "t5"
  INNER JOIN (
    SELECT
      *
    FROM "periods" AS "t2"
    WHERE
      "t2"."kind" IN ('week', 'month', 'quarter', 'year')
  ) AS "t11"
    ON "t5"."kind" = "t11"."kind" AND "t5"."starts" = "t11"."starts"
  LEFT OUTER JOIN (
    SELECT
      "t14"."kind",
      "t14"."starts",
      "t14"."member_id",
      1 AS "there"
    FROM (
      SELECT DISTINCT
        "t13"."kind",
        "t13"."starts",
        "t13"."member_id"
      FROM (
        SELECT
          "t6"."member_id",
          "t6"."day",
          "t12"."kind",
          "t12"."starts"
        FROM "visits" AS "t6"
        INNER JOIN (
          SELECT
            *
          FROM "calendar" AS "t4"
          WHERE
            "t4"."kind" IN ('week', 'month', 'quarter', 'year') AND "t4"."is_before" = FALSE
        ) AS "t12"
          ON "t6"."day" = "t12"."day"
      ) AS "t13"
    ) AS "t14"
  ) AS "t16"
    ON "t5"."kind" = "t16"."kind"
    AND "t5"."starts" = "t16"."starts"
    AND "t5"."member_id" = "t16"."member_id"
)
SELECT
  "t24"."kind",
  "t24"."starts",
  "t24"."cut",
  "t24"."of",
  '' AS "key",
  "t24"."member_id" AS "subject",
  CAST("t24"."there" AS BIGINT) AS "numerator",
  1 AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      *
    FROM "t17" AS "t18"
    WHERE
      "t18"."cut" IN ('all', 'shop', 'tier', 'segment')
  ) AS "t19"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t22"."kind",
      "t22"."starts",
      "t22"."cut",
      "t22"."of",
      "t22"."member_id",
      "t22"."orders",
      "t22"."is_new",
      "t22"."next",
      "t22"."ends",
      "t22"."there"
    FROM (
      SELECT
        "t21"."kind",
        "t21"."starts",
        "t21"."member_id",
        "t21"."orders",
        "t21"."is_new",
        "t21"."next",
        "t21"."ends",
        "t21"."there",
        "t10"."cut",
        "t10"."of"
      FROM (
        SELECT
          "t18"."kind",
          "t18"."starts",
          "t18"."member_id",
          "t18"."orders",
          "t18"."is_new",
          "t18"."next",
          "t18"."ends",
          "t18"."there"
        FROM "t17" AS "t18"
        WHERE
          "t18"."cut" = 'all'
      ) AS "t21"
      INNER JOIN (
        SELECT
          *
        FROM "stays" AS "t1"
        WHERE
          "t1"."cut" IN ('tier', 'segment')
      ) AS "t10"
        ON "t21"."member_id" = "t10"."member_id"
        AND "t10"."since" < "t21"."ends"
        AND "t10"."until" >= "t21"."ends"
    ) AS "t22"
  ) AS "t23"
) AS "t24"
