SELECT
  "t0"."kind",
  "t0"."starts",
  "t0"."cut",
  "t0"."of",
  CAST("t0"."weekday" AS VARCHAR) || '-' || LPAD(CAST("t0"."hour" AS VARCHAR), GREATEST(LENGTH(CAST("t0"."hour" AS VARCHAR)), 2), '0') AS "key",
  0 AS "subject",
  "t0"."paid" AS "numerator",
  "t0"."orders" AS "denominator"
FROM "hour_sums" AS "t0"
WHERE
  "t0"."kind" IN ('month') AND "t0"."cut" IN ('all', 'shop')
