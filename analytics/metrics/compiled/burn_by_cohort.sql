WITH "t6" AS (
  SELECT
    "t4"."entry_id",
    "t4"."member_id",
    "t4"."shop_id",
    "t4"."sold_in",
    "t4"."unit",
    "t4"."step_kopecks",
    "t4"."act",
    "t4"."bucket",
    "t4"."amount",
    "t4"."day",
    "t4"."cohort",
    "t4"."order_id",
    "t4"."campaign",
    "t4"."version",
    "t5"."kind",
    "t5"."starts"
  FROM (
    SELECT
      "t0"."entry_id",
      "t0"."member_id",
      "t0"."shop_id",
      "t0"."sold_in",
      "t0"."unit",
      "t0"."step_kopecks",
      "t0"."kind" AS "act",
      "t0"."bucket",
      "t0"."amount",
      "t0"."day",
      "t0"."cohort",
      "t0"."order_id",
      "t0"."campaign",
      "t0"."version"
    FROM "moves" AS "t0"
    WHERE
      "t0"."step_kopecks" > 0
      AND "t0"."bucket" <> 'debt'
      AND "t0"."kind" IN (
        'earn',
        'opening',
        'adjust',
        'transfer',
        'claw_back',
        'burn',
        'capture',
        'repay',
        'give_back'
      )
  ) AS "t4"
  INNER JOIN (
    SELECT
      *
    FROM "calendar" AS "t1"
    WHERE
      "t1"."kind" IN ('week', 'month', 'quarter', 'year') AND "t1"."is_before" = FALSE
  ) AS "t5"
    ON "t4"."day" = "t5"."day"
)
SELECT
  "t10"."kind",
  "t10"."starts",
  "t10"."cut",
  "t10"."of",
  "t10"."unit" || ' ' || TO_CHAR("t10"."cohort", 'YYYY-MM') AS "key",
  "t10"."entry_id" AS "subject",
  CASE
    WHEN "t10"."act" IN ('earn', 'opening', 'adjust', 'transfer', 'claw_back')
    THEN 0
    ELSE -(
      "t10"."amount"
    )
  END AS "numerator",
  CASE
    WHEN "t10"."act" IN ('earn', 'opening', 'adjust', 'transfer', 'claw_back')
    THEN "t10"."amount"
    ELSE 0
  END AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t7"."entry_id",
      "t7"."member_id",
      "t7"."shop_id",
      "t7"."sold_in",
      "t7"."unit",
      "t7"."step_kopecks",
      "t7"."act",
      "t7"."bucket",
      "t7"."amount",
      "t7"."day",
      "t7"."cohort",
      "t7"."order_id",
      "t7"."campaign",
      "t7"."version",
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
      "t7"."entry_id",
      "t7"."member_id",
      "t7"."shop_id",
      "t7"."sold_in",
      "t7"."unit",
      "t7"."step_kopecks",
      "t7"."act",
      "t7"."bucket",
      "t7"."amount",
      "t7"."day",
      "t7"."cohort",
      "t7"."order_id",
      "t7"."campaign",
      "t7"."version",
      "t7"."kind",
      "t7"."starts",
      'shop' AS "cut",
      CAST("t7"."shop_id" AS VARCHAR) AS "of"
    FROM "t6" AS "t7"
    WHERE
      "t7"."shop_id" IS NOT NULL
  ) AS "t9"
) AS "t10"
