SELECT
  "t22"."kind",
  "t22"."starts",
  "t22"."cut",
  "t22"."of",
  '' AS "key",
  "t22"."member_id" AS "subject",
  CAST(1 - "t22"."here" AS BIGINT) AS "numerator",
  1 AS "denominator"
FROM (
  SELECT
    "t19"."kind",
    "t19"."starts",
    "t19"."cut",
    "t19"."of",
    "t19"."member_id",
    COALESCE("t21"."now", 0) AS "here"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t0"."kind",
        "t0"."starts",
        "t0"."cut",
        "t0"."of",
        "t0"."member_id"
      FROM "buyers" AS "t0"
      WHERE
        "t0"."kind" IN ('week', 'month', 'quarter', 'year')
        AND "t0"."is_before" = TRUE
        AND "t0"."cut" IN ('all', 'shop', 'tier', 'segment')
    ) AS "t3"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        "t13"."kind",
        "t13"."starts",
        "t13"."cut",
        "t13"."of",
        "t13"."member_id"
      FROM (
        SELECT
          "t9"."kind",
          "t9"."starts",
          "t9"."member_id",
          "t12"."cut",
          "t12"."of"
        FROM (
          SELECT
            "t0"."kind",
            "t0"."starts",
            "t0"."member_id"
          FROM "buyers" AS "t0"
          WHERE
            "t0"."kind" IN ('week', 'month', 'quarter', 'year')
            AND "t0"."is_before" = TRUE
            AND "t0"."cut" = 'all'
        ) AS "t9"
        INNER JOIN (
          SELECT
            *
          FROM "periods" AS "t1"
          WHERE
            "t1"."kind" IN ('week', 'month', 'quarter', 'year')
        ) AS "t11"
          ON "t9"."kind" = "t11"."kind" AND "t9"."starts" = "t11"."starts"
        INNER JOIN (
          SELECT
            *
          FROM "stays" AS "t2"
          WHERE
            "t2"."cut" IN ('tier', 'segment')
        ) AS "t12"
          ON "t9"."member_id" = "t12"."member_id"
          AND "t12"."since" < "t11"."ends"
          AND "t12"."until" >= "t11"."ends"
      ) AS "t13"
    ) AS "t15"
  ) AS "t19"
  LEFT OUTER JOIN (
    SELECT
      "t18"."kind",
      "t18"."starts",
      "t18"."cut",
      "t18"."of",
      "t18"."member_id",
      1 AS "now"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t0"."kind",
          "t0"."starts",
          "t0"."cut",
          "t0"."of",
          "t0"."member_id"
        FROM "buyers" AS "t0"
        WHERE
          "t0"."kind" IN ('week', 'month', 'quarter', 'year')
          AND "t0"."is_before" = FALSE
          AND "t0"."cut" IN ('all', 'shop', 'tier', 'segment')
      ) AS "t5"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          "t14"."kind",
          "t14"."starts",
          "t14"."cut",
          "t14"."of",
          "t14"."member_id"
        FROM (
          SELECT
            "t10"."kind",
            "t10"."starts",
            "t10"."member_id",
            "t12"."cut",
            "t12"."of"
          FROM (
            SELECT
              "t0"."kind",
              "t0"."starts",
              "t0"."member_id"
            FROM "buyers" AS "t0"
            WHERE
              "t0"."kind" IN ('week', 'month', 'quarter', 'year')
              AND "t0"."is_before" = FALSE
              AND "t0"."cut" = 'all'
          ) AS "t10"
          INNER JOIN (
            SELECT
              *
            FROM "periods" AS "t1"
            WHERE
              "t1"."kind" IN ('week', 'month', 'quarter', 'year')
          ) AS "t11"
            ON "t10"."kind" = "t11"."kind" AND "t10"."starts" = "t11"."starts"
          INNER JOIN (
            SELECT
              *
            FROM "stays" AS "t2"
            WHERE
              "t2"."cut" IN ('tier', 'segment')
          ) AS "t12"
            ON "t10"."member_id" = "t12"."member_id"
            AND "t12"."since" < "t11"."ends"
            AND "t12"."until" >= "t11"."ends"
        ) AS "t14"
      ) AS "t16"
    ) AS "t18"
  ) AS "t21"
    ON "t19"."kind" = "t21"."kind"
    AND "t19"."starts" = "t21"."starts"
    AND "t19"."cut" = "t21"."cut"
    AND "t19"."of" = "t21"."of"
    AND "t19"."member_id" = "t21"."member_id"
) AS "t22"
