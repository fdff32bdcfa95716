WITH "t6" AS NOT MATERIALIZED (
  SELECT
    "t3"."day",
    "t3"."member_id",
    "t3"."shop_id",
    "t3"."sku",
    "t3"."paid",
    "t3"."quantity_milli",
    "t3"."subject",
    "t5"."kind",
    "t5"."starts"
  FROM (
    SELECT
      "t0"."day",
      "t0"."member_id",
      "t0"."shop_id",
      "t0"."sku",
      "t0"."paid",
      "t0"."quantity_milli",
      "t0"."line_id" AS "subject"
    FROM "sale_lines" AS "t0"
  ) AS "t3"
  INNER JOIN (
    SELECT
      *
    FROM "calendar" AS "t1"
    WHERE
      "t1"."kind" IN ('month') AND "t1"."is_before" = FALSE
  ) AS "t5"
    ON "t3"."day" = "t5"."day"
)
SELECT
  "t10"."kind",
  "t10"."starts",
  "t10"."cut",
  "t10"."of",
  "t10"."sku" AS "key",
  "t10"."subject",
  "t10"."paid" AS "numerator",
  "t10"."quantity_milli" AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t7"."day",
      "t7"."member_id",
      "t7"."shop_id",
      "t7"."sku",
      "t7"."paid",
      "t7"."quantity_milli",
      "t7"."subject",
      "t7"."kind",
      "t7"."starts",
      'all' AS "cut",
      '' AS "of"
    FROM "t6" AS "t7"
  ) AS "t8"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t7"."day",
      "t7"."member_id",
      "t7"."shop_id",
      "t7"."sku",
      "t7"."paid",
      "t7"."quantity_milli",
      "t7"."subject",
      "t7"."kind",
      "t7"."starts",
      'shop' AS "cut",
      CAST("t7"."shop_id" AS VARCHAR) AS "of"
    FROM "t6" AS "t7"
    WHERE
      "t7"."shop_id" IS NOT NULL
  ) AS "t9"
) AS "t10"
