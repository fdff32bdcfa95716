SELECT
  "t0"."kind",
  "t0"."starts",
  "t0"."cut",
  "t0"."of",
  "t0"."unit" || ' ' || TO_CHAR("t0"."cohort", 'YYYY-MM') AS "key",
  0 AS "subject",
  CASE
    WHEN "t0"."act" IN ('earn', 'opening', 'adjust', 'transfer', 'claw_back')
    THEN 0
    ELSE -(
      "t0"."amount"
    )
  END AS "numerator",
  CASE
    WHEN "t0"."act" IN ('earn', 'opening', 'adjust', 'transfer', 'claw_back')
    THEN "t0"."amount"
    ELSE 0
  END AS "denominator"
FROM "balance_sums" AS "t0"
WHERE
  "t0"."kind" IN ('week', 'month', 'quarter', 'year')
  AND "t0"."cut" IN ('all', 'shop')
  AND "t0"."step_kopecks" > 0
  AND "t0"."bucket" <> 'debt'
  AND "t0"."act" IN (
    'earn',
    'opening',
    'adjust',
    'transfer',
    'claw_back',
    'burn',
    'capture',
    'repay',
    'give_back'
  )
