SELECT
  "t0"."kind",
  "t0"."starts",
  "t0"."cut",
  "t0"."of",
  "t0"."brand" AS "key",
  0 AS "subject",
  "t0"."paid" AS "numerator",
  "t0"."quantity_milli" AS "denominator"
FROM "category_sums" AS "t0"
WHERE
  "t0"."kind" IN ('month') AND "t0"."cut" IN ('all', 'shop', 'tier', 'segment')
