WITH "t5" AS (
  SELECT
    "t2"."line_id",
    "t2"."order_id",
    "t2"."member_id",
    "t2"."shop_id",
    "t2"."day",
    "t2"."sku",
    "t2"."category",
    "t2"."brand",
    "t2"."quantity_milli",
    "t2"."shelf",
    "t2"."discount",
    "t2"."points_paid",
    "t2"."certificates_paid",
    "t2"."paid",
    "t2"."cost",
    "t4"."kind",
    "t4"."starts"
  FROM "sale_lines" AS "t2"
  INNER JOIN (
    SELECT
      *
    FROM "calendar" AS "t1"
    WHERE
      "t1"."kind" IN ('month') AND "t1"."is_before" = FALSE
  ) AS "t4"
    ON "t2"."day" = "t4"."day"
)
SELECT
  "t9"."kind",
  "t9"."starts",
  "t9"."cut",
  "t9"."of",
  "t9"."sku" AS "key",
  "t9"."line_id" AS "subject",
  "t9"."paid" AS "numerator",
  "t9"."quantity_milli" AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t6"."line_id",
      "t6"."order_id",
      "t6"."member_id",
      "t6"."shop_id",
      "t6"."day",
      "t6"."sku",
      "t6"."category",
      "t6"."brand",
      "t6"."quantity_milli",
      "t6"."shelf",
      "t6"."discount",
      "t6"."points_paid",
      "t6"."certificates_paid",
      "t6"."paid",
      "t6"."cost",
      "t6"."kind",
      "t6"."starts",
      'all' AS "cut",
      '' AS "of"
    FROM "t5" AS "t6"
  ) AS "t7"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t6"."line_id",
      "t6"."order_id",
      "t6"."member_id",
      "t6"."shop_id",
      "t6"."day",
      "t6"."sku",
      "t6"."category",
      "t6"."brand",
      "t6"."quantity_milli",
      "t6"."shelf",
      "t6"."discount",
      "t6"."points_paid",
      "t6"."certificates_paid",
      "t6"."paid",
      "t6"."cost",
      "t6"."kind",
      "t6"."starts",
      'shop' AS "cut",
      CAST("t6"."shop_id" AS VARCHAR) AS "of"
    FROM "t5" AS "t6"
    WHERE
      "t6"."shop_id" IS NOT NULL
  ) AS "t8"
) AS "t9"
