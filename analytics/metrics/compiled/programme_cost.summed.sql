SELECT
  "t0"."kind",
  "t0"."starts",
  "t0"."cut",
  "t0"."of",
  '' AS "key",
  0 AS "subject",
  "t0"."given" AS "numerator",
  "t0"."orders" AS "denominator"
FROM "sale_sums" AS "t0"
WHERE
  "t0"."kind" IN ('week', 'month', 'quarter', 'year')
  AND "t0"."cut" IN ('all', 'shop', 'tier', 'segment')
