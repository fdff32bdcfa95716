WITH "t4" AS (
  SELECT
    "t3"."cut",
    "t3"."of",
    "t3"."cohort",
    "t3"."age",
    SUM("t3"."members") AS "members",
    SUM("t3"."paid") AS "paid",
    SUM("t3"."known_cost") AS "known_cost"
  FROM (
    SELECT
      "t0"."cut",
      "t0"."of",
      "t0"."month",
      "t0"."until",
      "t0"."cohort",
      "t0"."last_day",
      "t0"."members",
      "t0"."paid",
      "t0"."known_cost",
      "t0"."paid_so_far",
      "t0"."known_paid_so_far",
      "t0"."known_cost_so_far",
      (
        (
          EXTRACT(YEAR FROM "t0"."month") * 12
        ) + EXTRACT(MONTH FROM "t0"."month")
      ) - (
        (
          EXTRACT(YEAR FROM "t0"."cohort") * 12
        ) + EXTRACT(MONTH FROM "t0"."cohort")
      ) AS "age"
    FROM "month_sums" AS "t0"
    WHERE
      (
        (
          (
            EXTRACT(YEAR FROM "t0"."month") * 12
          ) + EXTRACT(MONTH FROM "t0"."month")
        ) - (
          (
            EXTRACT(YEAR FROM "t0"."cohort") * 12
          ) + EXTRACT(MONTH FROM "t0"."cohort")
        )
      ) < 12
  ) AS "t3"
  GROUP BY
    1,
    2,
    3,
    4
)
SELECT
  "t10"."cut",
  "t10"."of",
  "t10"."cohort",
  "t10"."born",
  "t10"."age",
  "t10"."members",
  "t10"."paid",
  "t10"."known_cost",
  SUM("t10"."paid" - "t10"."known_cost") OVER (
    PARTITION BY "t10"."cut", "t10"."of", "t10"."cohort"
    ORDER BY "t10"."age" ASC
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS "margin_so_far"
FROM (
  SELECT
    "t9"."cut",
    "t9"."of",
    "t9"."cohort",
    (
      EXTRACT(YEAR FROM "t9"."cohort") * 12
    ) + EXTRACT(MONTH FROM "t9"."cohort") AS "born",
    "t2"."age",
    "t9"."members",
    COALESCE("t7"."paid", 0) AS "paid",
    COALESCE("t7"."known_cost", 0) AS "known_cost"
  FROM (
    SELECT
      "t5"."cut",
      "t5"."of",
      "t5"."cohort",
      "t5"."members"
    FROM "t4" AS "t5"
    WHERE
      "t5"."age" = 0
  ) AS "t9"
  CROSS JOIN (
    SELECT
      UNNEST(ARRAY[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) AS "age"
  ) AS "t2"
  LEFT OUTER JOIN (
    SELECT
      "t5"."cut",
      "t5"."of",
      "t5"."cohort",
      "t5"."age",
      "t5"."paid",
      "t5"."known_cost"
    FROM "t4" AS "t5"
  ) AS "t7"
    ON "t9"."cut" = "t7"."cut"
    AND "t9"."of" = "t7"."of"
    AND "t9"."cohort" = "t7"."cohort"
    AND "t2"."age" = "t7"."age"
) AS "t10"
