WITH "t6" AS NOT MATERIALIZED (
  SELECT
    "t3"."day",
    "t3"."member_id",
    "t3"."shop_id",
    "t3"."unit",
    "t3"."act",
    "t3"."bucket",
    "t3"."cohort",
    "t3"."step_kopecks",
    "t3"."amount",
    "t3"."subject",
    "t3"."moves",
    "t5"."kind",
    "t5"."starts"
  FROM (
    SELECT
      "t0"."day",
      "t0"."member_id",
      "t0"."shop_id",
      "t0"."unit",
      "t0"."kind" AS "act",
      "t0"."bucket",
      "t0"."cohort",
      "t0"."step_kopecks",
      "t0"."amount",
      "t0"."entry_id" AS "subject",
      1 AS "moves"
    FROM "moves" AS "t0"
  ) AS "t3"
  INNER JOIN (
    SELECT
      *
    FROM "calendar" AS "t1"
    WHERE
      "t1"."kind" IN ('week', 'month', 'quarter', 'year') AND "t1"."is_before" = FALSE
  ) AS "t5"
    ON "t3"."day" = "t5"."day"
)
SELECT
  "t10"."kind",
  "t10"."starts",
  "t10"."cut",
  "t10"."of",
  "t10"."unit" || ' ' || TO_CHAR("t10"."cohort", 'YYYY-MM') AS "key",
  "t10"."subject",
  "t10"."amount" * "t10"."step_kopecks" AS "numerator",
  "t10"."amount" AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t7"."day",
      "t7"."member_id",
      "t7"."shop_id",
      "t7"."unit",
      "t7"."act",
      "t7"."bucket",
      "t7"."cohort",
      "t7"."step_kopecks",
      "t7"."amount",
      "t7"."subject",
      "t7"."moves",
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
      "t7"."unit",
      "t7"."act",
      "t7"."bucket",
      "t7"."cohort",
      "t7"."step_kopecks",
      "t7"."amount",
      "t7"."subject",
      "t7"."moves",
      "t7"."kind",
      "t7"."starts",
      'shop' AS "cut",
      CAST("t7"."shop_id" AS VARCHAR) AS "of"
    FROM "t6" AS "t7"
    WHERE
      "t7"."shop_id" IS NOT NULL
  ) AS "t9"
) AS "t10"
WHERE
  "t10"."bucket" <> 'debt'
  AND "t10"."act" <> 'activate'
  AND "t10"."step_kopecks" > 0
