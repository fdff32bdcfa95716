SELECT
  "t0"."kind",
  "t0"."starts",
  "t0"."cut",
  "t0"."of",
  "t0"."campaign" || ' ' || CAST("t0"."version" AS VARCHAR) AS "key",
  0 AS "subject",
  CASE WHEN "t0"."what" = 'orders' THEN 0 ELSE "t0"."kopecks" END AS "numerator",
  CASE WHEN "t0"."what" = 'orders' THEN "t0"."uses" ELSE 0 END AS "denominator"
FROM "use_sums" AS "t0"
WHERE
  "t0"."kind" IN ('week', 'month', 'quarter', 'year')
  AND "t0"."cut" IN ('all', 'shop', 'tier', 'segment')
