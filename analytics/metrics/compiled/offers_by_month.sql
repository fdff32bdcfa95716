SELECT
  "t6"."kind",
  "t6"."starts",
  'all' AS "cut",
  '' AS "of",
  TO_CHAR("t6"."issued", 'YYYY-MM') AS "key",
  "t6"."coupon_id" AS "subject",
  CAST(CASE WHEN "t6"."act" = 'used' THEN 1 ELSE 0 END AS BIGINT) AS "numerator",
  CAST(CASE WHEN "t6"."act" = 'used' THEN 0 ELSE 1 END AS BIGINT) AS "denominator"
FROM (
  SELECT
    "t4"."coupon_id",
    "t4"."batch",
    "t4"."act",
    "t4"."day",
    "t4"."member_id",
    "t4"."shop_id",
    "t4"."order_id",
    "t4"."discount",
    "t4"."issued",
    "t5"."kind",
    "t5"."starts"
  FROM (
    SELECT
      *
    FROM "coupon_acts" AS "t0"
    WHERE
      "t0"."act" IN ('issued', 'used') AND "t0"."issued" IS NOT NULL
  ) AS "t4"
  INNER JOIN (
    SELECT
      *
    FROM "calendar" AS "t1"
    WHERE
      "t1"."kind" IN ('week', 'month', 'quarter', 'year') AND "t1"."is_before" = FALSE
  ) AS "t5"
    ON "t4"."day" = "t5"."day"
) AS "t6"
