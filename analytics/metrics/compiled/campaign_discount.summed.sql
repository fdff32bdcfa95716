SELECT
  "t0"."kind",
  "t0"."starts",
  "t0"."cut",
  "t0"."of",
  "t0"."campaign" AS "key",
  0 AS "subject",
  "t0"."amount" AS "numerator",
  "t0"."uses" AS "denominator"
FROM "use_sums" AS "t0"
WHERE
  "t0"."kind" IN ('week', 'month', 'quarter', 'year')
  AND "t0"."cut" IN ('all', 'shop', 'tier', 'segment')
  AND "t0"."what" = 'discount'
