SELECT
  "t0"."kind",
  "t0"."starts",
  "t0"."cut",
  "t0"."of",
  TO_CHAR("t0"."cohort", 'YYYY-MM') AS "key",
  0 AS "subject",
  "t0"."paid_so_far" - "t0"."known_cost_so_far" AS "numerator",
  "t0"."members" AS "denominator"
FROM "standing_sums" AS "t0"
WHERE
  "t0"."kind" IN ('month') AND "t0"."cut" IN ('all', 'shop', 'tier', 'segment')
