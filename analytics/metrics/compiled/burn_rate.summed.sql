SELECT
  "t0"."kind",
  "t0"."starts",
  "t0"."cut",
  "t0"."of",
  "t0"."unit" AS "key",
  0 AS "subject",
  CASE
    WHEN "t0"."act" = 'earn'
    THEN 0
    ELSE CASE WHEN "t0"."bucket" = 'debt' THEN "t0"."amount" ELSE -(
      "t0"."amount"
    ) END
  END AS "numerator",
  CASE WHEN "t0"."act" = 'earn' THEN "t0"."amount" ELSE 0 END AS "denominator"
FROM "flow_sums" AS "t0"
WHERE
  "t0"."kind" IN ('week', 'month', 'quarter', 'year')
  AND "t0"."cut" IN ('all', 'shop', 'tier', 'segment')
  AND "t0"."is_priced"
  AND "t0"."act" IN ('earn', 'burn', 'capture')
