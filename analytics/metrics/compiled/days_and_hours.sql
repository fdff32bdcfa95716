WITH "t5" AS (
  SELECT
    "t2"."order_id",
    "t2"."member_id",
    "t2"."shop_id",
    "t2"."channel",
    "t2"."day",
    "t2"."weekday",
    "t2"."hour",
    "t2"."shelf",
    "t2"."discount",
    "t2"."points_paid",
    "t2"."certificates_paid",
    "t2"."paid",
    "t2"."cost",
    "t2"."known_paid",
    "t2"."known_cost",
    "t4"."kind",
    "t4"."starts"
  FROM "sales" AS "t2"
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
  CAST("t9"."weekday" AS VARCHAR) || '-' || LPAD(CAST("t9"."hour" AS VARCHAR), GREATEST(LENGTH(CAST("t9"."hour" AS VARCHAR)), 2), '0') AS "key",
  "t9"."order_id" AS "subject",
  "t9"."paid" AS "numerator",
  1 AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t6"."order_id",
      "t6"."member_id",
      "t6"."shop_id",
      "t6"."channel",
      "t6"."day",
      "t6"."weekday",
      "t6"."hour",
      "t6"."shelf",
      "t6"."discount",
      "t6"."points_paid",
      "t6"."certificates_paid",
      "t6"."paid",
      "t6"."cost",
      "t6"."known_paid",
      "t6"."known_cost",
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
      "t6"."order_id",
      "t6"."member_id",
      "t6"."shop_id",
      "t6"."channel",
      "t6"."day",
      "t6"."weekday",
      "t6"."hour",
      "t6"."shelf",
      "t6"."discount",
      "t6"."points_paid",
      "t6"."certificates_paid",
      "t6"."paid",
      "t6"."cost",
      "t6"."known_paid",
      "t6"."known_cost",
      "t6"."kind",
      "t6"."starts",
      'shop' AS "cut",
      CAST("t6"."shop_id" AS VARCHAR) AS "of"
    FROM "t5" AS "t6"
    WHERE
      "t6"."shop_id" IS NOT NULL
  ) AS "t8"
) AS "t9"
