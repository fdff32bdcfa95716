WITH "t10" AS (
  SELECT
    "t9"."kind",
    "t9"."starts",
    "t9"."is_before",
    "t9"."member_id",
    "t9"."shop_id",
    COUNT(*) AS "orders",
    SUM("t9"."paid") AS "paid"
  FROM (
    SELECT
      "t7"."order_id",
      "t7"."member_id",
      "t7"."shop_id",
      "t7"."channel",
      "t7"."day",
      "t7"."weekday",
      "t7"."hour",
      "t7"."shelf",
      "t7"."discount",
      "t7"."points_paid",
      "t7"."certificates_paid",
      "t7"."paid",
      "t7"."cost",
      "t7"."known_paid",
      "t7"."known_cost",
      "t8"."kind",
      "t8"."starts",
      "t8"."is_before"
    FROM (
      SELECT
        *
      FROM "sales" AS "t1"
      WHERE
        "t1"."member_id" IS NOT NULL
    ) AS "t7"
    INNER JOIN (
      SELECT
        *
      FROM "calendar" AS "t2"
      WHERE
        "t2"."kind" IN ('week', 'month', 'quarter', 'year')
    ) AS "t8"
      ON "t7"."day" = "t8"."day"
  ) AS "t9"
  GROUP BY
    1,
    2,
    3,
    4,
    5
)
SELECT
  "t16"."kind",
  "t16"."starts",
  "t16"."is_before",
  "t16"."cut",
  "t16"."of",
  "t16"."member_id",
  "t16"."orders",
  "t16"."paid",
  "t6"."first_day" >= "t16"."starts" AS "is_new"
FROM (
  SELECT
    *
  FROM (
    SELECT
      'shop' AS "cut",
      CAST("t11"."shop_id" AS VARCHAR) AS "of",
      "t11"."kind",
      "t11"."starts",
      "t11"."is_before",
      "t11"."member_id",
      "t11"."orders",
      "t11"."paid"
    FROM "t10" AS "t11"
  ) AS "t13"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      'all' AS "cut",
      '' AS "of",
      "t12"."kind",
      "t12"."starts",
      "t12"."is_before",
      "t12"."member_id",
      "t12"."orders",
      "t12"."paid"
    FROM (
      SELECT
        "t11"."kind",
        "t11"."starts",
        "t11"."is_before",
        "t11"."member_id",
        SUM("t11"."orders") AS "orders",
        SUM("t11"."paid") AS "paid"
      FROM "t10" AS "t11"
      GROUP BY
        1,
        2,
        3,
        4
    ) AS "t12"
  ) AS "t14"
) AS "t16"
INNER JOIN (
  SELECT
    "t0"."cut",
    "t0"."of",
    "t0"."member_id",
    MIN("t0"."first_day") AS "first_day"
  FROM "member_months" AS "t0"
  GROUP BY
    1,
    2,
    3
) AS "t6"
  ON "t16"."cut" = "t6"."cut"
  AND "t16"."of" = "t6"."of"
  AND "t16"."member_id" = "t6"."member_id"
