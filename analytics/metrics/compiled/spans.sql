SELECT
  "t3"."month",
  "t3"."until",
  "t5"."kind",
  "t5"."starts",
  "t5"."ends",
  CAST(CAST("t5"."ends" AS TIMESTAMP) + INTERVAL '-30 DAY' AS DATE) AS "ends_30",
  CAST(CAST("t5"."ends" AS TIMESTAMP) + INTERVAL '-60 DAY' AS DATE) AS "ends_60",
  CAST(CAST("t5"."ends" AS TIMESTAMP) + INTERVAL '-90 DAY' AS DATE) AS "ends_90"
FROM (
  SELECT DISTINCT
    "t0"."month",
    "t0"."until"
  FROM "member_months" AS "t0"
) AS "t3"
INNER JOIN (
  SELECT
    *
  FROM "periods" AS "t1"
  WHERE
    "t1"."kind" IN ('month', 'quarter', 'year')
) AS "t5"
  ON "t3"."month" < "t5"."ends" AND "t3"."until" >= "t5"."ends"
