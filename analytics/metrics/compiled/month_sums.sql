SELECT
  "t1"."cut",
  "t1"."of",
  "t1"."month",
  "t1"."until",
  "t1"."cohort",
  "t1"."last_day",
  SUM("t1"."members") AS "members",
  SUM("t1"."paid") AS "paid",
  SUM("t1"."known_cost") AS "known_cost",
  SUM("t1"."paid_so_far") AS "paid_so_far",
  SUM("t1"."known_paid_so_far") AS "known_paid_so_far",
  SUM("t1"."known_cost_so_far") AS "known_cost_so_far"
FROM (
  SELECT
    "t0"."cut",
    "t0"."of",
    "t0"."member_id",
    "t0"."month",
    "t0"."until",
    "t0"."first_day",
    "t0"."last_day",
    "t0"."paid",
    "t0"."known_cost",
    "t0"."paid_so_far",
    "t0"."known_paid_so_far",
    "t0"."known_cost_so_far",
    CAST(DATE_TRUNC('MONTH', CAST("t0"."first_day" AS TIMESTAMP)) AS DATE) AS "cohort",
    1 AS "members"
  FROM "member_months" AS "t0"
) AS "t1"
GROUP BY
  1,
  2,
  3,
  4,
  5,
  6
