WITH "t6" AS NOT MATERIALIZED (
  SELECT
    "t3"."day",
    "t3"."member_id",
    "t3"."shop_id",
    "t3"."weekday",
    "t3"."hour",
    "t3"."paid",
    "t3"."subject",
    "t3"."orders",
    "t5"."kind",
    "t5"."starts"
  FROM (
    SELECT
      "t0"."day",
      "t0"."member_id",
      "t0"."shop_id",
      "t0"."weekday",
      "t0"."hour",
      "t0"."paid",
      "t0"."order_id" AS "subject",
      1 AS "orders"
    FROM "sales" AS "t0"
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
  CAST("t10"."weekday" AS VARCHAR) || '-' || LPAD(
    CAST("t10"."hour" AS VARCHAR),
    GREATEST(LENGTH(CAST("t10"."hour" AS VARCHAR)), 2),
    '0'
  ) AS "key",
  "t10"."subject",
  "t10"."paid" AS "numerator",
  "t10"."orders" AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t7"."day",
      "t7"."member_id",
      "t7"."shop_id",
      "t7"."weekday",
      "t7"."hour",
      "t7"."paid",
      "t7"."subject",
      "t7"."orders",
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
      "t7"."weekday",
      "t7"."hour",
      "t7"."paid",
      "t7"."subject",
      "t7"."orders",
      "t7"."kind",
      "t7"."starts",
      'shop' AS "cut",
      CAST("t7"."shop_id" AS VARCHAR) AS "of"
    FROM "t6" AS "t7"
    WHERE
      "t7"."shop_id" IS NOT NULL
  ) AS "t9"
) AS "t10"
