WITH "t2" AS (
  SELECT
    "t1"."member_id",
    "t1"."month",
    "t1"."shop_id",
    SUM("t1"."paid") AS "paid",
    SUM("t1"."known_paid") AS "known_paid",
    SUM("t1"."known_cost") AS "known_cost",
    MIN("t1"."day") AS "first_day",
    MAX("t1"."day") AS "last_day"
  FROM (
    SELECT
      "t0"."order_id",
      "t0"."member_id",
      "t0"."shop_id",
      "t0"."channel",
      "t0"."day",
      "t0"."weekday",
      "t0"."hour",
      "t0"."shelf",
      "t0"."discount",
      "t0"."points_paid",
      "t0"."certificates_paid",
      "t0"."paid",
      "t0"."cost",
      "t0"."known_paid",
      "t0"."known_cost",
      CAST(DATE_TRUNC('MONTH', CAST("t0"."day" AS TIMESTAMP)) AS DATE) AS "month"
    FROM "sales" AS "t0"
    WHERE
      "t0"."member_id" IS NOT NULL
  ) AS "t1"
  GROUP BY
    1,
    2,
    3
)
SELECT
  "t7"."member_id",
  "t7"."cut",
  "t7"."of",
  "t7"."month",
  COALESCE(
    LEAD("t7"."month") OVER (
      PARTITION BY "t7"."member_id", "t7"."cut", "t7"."of"
      ORDER BY "t7"."month" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ),
    MAKE_DATE(9999, 12, 31)
  ) AS "until",
  MIN("t7"."first_day") OVER (
    PARTITION BY "t7"."member_id", "t7"."cut", "t7"."of"
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
  ) AS "first_day",
  "t7"."last_day",
  "t7"."paid",
  "t7"."known_cost",
  SUM("t7"."paid") OVER (
    PARTITION BY "t7"."member_id", "t7"."cut", "t7"."of"
    ORDER BY "t7"."month" ASC
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS "paid_so_far",
  SUM("t7"."known_paid") OVER (
    PARTITION BY "t7"."member_id", "t7"."cut", "t7"."of"
    ORDER BY "t7"."month" ASC
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS "known_paid_so_far",
  SUM("t7"."known_cost") OVER (
    PARTITION BY "t7"."member_id", "t7"."cut", "t7"."of"
    ORDER BY "t7"."month" ASC
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS "known_cost_so_far"
FROM (
  SELECT
    *
  FROM (
    SELECT
      'shop' AS "cut",
      CAST("t3"."shop_id" AS VARCHAR) AS "of",
      "t3"."member_id",
      "t3"."month",
      "t3"."paid",
      "t3"."known_paid",
      "t3"."known_cost",
      "t3"."first_day",
      "t3"."last_day"
    FROM "t2" AS "t3"
  ) AS "t5"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      'all' AS "cut",
      '' AS "of",
      "t4"."member_id",
      "t4"."month",
      "t4"."paid",
      "t4"."known_paid",
      "t4"."known_cost",
      "t4"."first_day",
      "t4"."last_day"
    FROM (
      SELECT
        "t3"."member_id",
        "t3"."month",
        SUM("t3"."paid") AS "paid",
        SUM("t3"."known_paid") AS "known_paid",
        SUM("t3"."known_cost") AS "known_cost",
        MIN("t3"."first_day") AS "first_day",
        MAX("t3"."last_day") AS "last_day"
      FROM "t2" AS "t3"
      GROUP BY
        1,
        2
    ) AS "t4"
  ) AS "t6"
) AS "t7"
