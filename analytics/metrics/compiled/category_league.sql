WITH "t12" AS NOT MATERIALIZED (
  SELECT
    "t5"."day",
    "t5"."member_id",
    "t5"."shop_id",
    "t5"."category",
    "t5"."brand",
    "t5"."paid",
    "t5"."quantity_milli",
    "t5"."subject",
    "t9"."kind",
    "t9"."starts"
  FROM (
    SELECT
      "t0"."day",
      "t0"."member_id",
      "t0"."shop_id",
      "t0"."category",
      "t0"."brand",
      "t0"."paid",
      "t0"."quantity_milli",
      "t0"."line_id" AS "subject"
    FROM "sale_lines" AS "t0"
  ) AS "t5"
  INNER JOIN (
    SELECT
      *
    FROM "calendar" AS "t1"
    WHERE
      "t1"."kind" IN ('month') AND "t1"."is_before" = FALSE
  ) AS "t9"
    ON "t5"."day" = "t9"."day"
)
SELECT
  "t18"."kind",
  "t18"."starts",
  "t18"."cut",
  "t18"."of",
  "t18"."category" AS "key",
  "t18"."subject",
  "t18"."paid" AS "numerator",
  "t18"."quantity_milli" AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t5"."day",
      "t5"."member_id",
      "t5"."shop_id",
      "t5"."category",
      "t5"."brand",
      "t5"."paid",
      "t5"."quantity_milli",
      "t5"."subject",
      "t9"."kind",
      "t9"."starts",
      "t11"."cut",
      "t11"."of"
    FROM (
      SELECT
        "t0"."day",
        "t0"."member_id",
        "t0"."shop_id",
        "t0"."category",
        "t0"."brand",
        "t0"."paid",
        "t0"."quantity_milli",
        "t0"."line_id" AS "subject"
      FROM "sale_lines" AS "t0"
    ) AS "t5"
    INNER JOIN (
      SELECT
        *
      FROM "calendar" AS "t1"
      WHERE
        "t1"."kind" IN ('month') AND "t1"."is_before" = FALSE
    ) AS "t9"
      ON "t5"."day" = "t9"."day"
    INNER JOIN (
      SELECT
        *
      FROM "periods" AS "t2"
      WHERE
        "t2"."kind" IN ('month')
    ) AS "t10"
      ON "t9"."kind" = "t10"."kind" AND "t9"."starts" = "t10"."starts"
    INNER JOIN (
      SELECT
        *
      FROM "stays" AS "t3"
      WHERE
        "t3"."cut" IN ('tier', 'segment')
    ) AS "t11"
      ON "t5"."member_id" = "t11"."member_id"
      AND "t11"."since" < "t10"."ends"
      AND "t11"."until" >= "t10"."ends"
  ) AS "t13"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t14"."day",
        "t14"."member_id",
        "t14"."shop_id",
        "t14"."category",
        "t14"."brand",
        "t14"."paid",
        "t14"."quantity_milli",
        "t14"."subject",
        "t14"."kind",
        "t14"."starts",
        'all' AS "cut",
        '' AS "of"
      FROM "t12" AS "t14"
    ) AS "t15"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        "t14"."day",
        "t14"."member_id",
        "t14"."shop_id",
        "t14"."category",
        "t14"."brand",
        "t14"."paid",
        "t14"."quantity_milli",
        "t14"."subject",
        "t14"."kind",
        "t14"."starts",
        'shop' AS "cut",
        CAST("t14"."shop_id" AS VARCHAR) AS "of"
      FROM "t12" AS "t14"
      WHERE
        "t14"."shop_id" IS NOT NULL
    ) AS "t16"
  ) AS "t17"
) AS "t18"
