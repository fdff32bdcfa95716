SELECT
  "t0"."kind",
  "t0"."starts",
  "t0"."cut",
  "t0"."of",
  "t0"."unit" AS "key",
  0 AS "subject",
  CASE WHEN "t0"."bucket" = 'debt' THEN 1 ELSE -1 END * "t0"."amount" AS "numerator",
  "t0"."moves" AS "denominator"
FROM "flow_sums" AS "t0"
WHERE
  "t0"."kind" IN ('week', 'month', 'quarter', 'year')
  AND "t0"."cut" IN ('all', 'shop', 'tier', 'segment')
  AND "t0"."act" IN ('claw_back')
