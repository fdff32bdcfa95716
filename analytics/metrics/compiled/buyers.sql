WITH "t3" AS NOT MATERIALIZED (
  SELECT
    "t0"."member_id",
    "t0"."shop_id",
    "t0"."day"
  FROM "sales" AS "t0"
  WHERE
    "t0"."member_id" IS NOT NULL
), "t10" AS (
  SELECT
    "t6"."member_id",
    "t6"."shop_id",
    MIN("t6"."day") AS "first_day"
  FROM "t3" AS "t6"
  GROUP BY
    1,
    2
), "t19" AS (
  SELECT
    "t18"."member_id",
    "t18"."shop_id",
    "t18"."kind",
    "t18"."starts",
    COUNT(*) AS "orders"
  FROM (
    SELECT
      "t9"."member_id",
      "t9"."shop_id",
      "t9"."day",
      "t16"."kind",
      "t16"."starts"
    FROM "t3" AS "t9"
    INNER JOIN (
      SELECT DISTINCT
        *
      FROM (
        SELECT
          "t7"."day",
          "t7"."kind",
          CASE WHEN "t7"."is_before" THEN "t8"."before" ELSE "t7"."starts" END AS "starts"
        FROM (
          SELECT
            *
          FROM "calendar" AS "t1"
          WHERE
            "t1"."kind" IN ('week', 'month', 'quarter', 'year')
        ) AS "t7"
        INNER JOIN (
          SELECT
            *
          FROM "periods" AS "t2"
          WHERE
            "t2"."kind" IN ('week', 'month', 'quarter', 'year')
        ) AS "t8"
          ON "t7"."kind" = "t8"."kind" AND "t7"."starts" = "t8"."starts"
      ) AS "t12"
    ) AS "t16"
      ON "t9"."day" = "t16"."day"
  ) AS "t18"
  GROUP BY
    1,
    2,
    3,
    4
)
SELECT
  "t30"."kind",
  "t30"."starts",
  "t30"."cut",
  "t30"."of",
  "t30"."member_id",
  "t30"."orders",
  "t30"."is_new",
  "t30"."next"
FROM (
  SELECT
    *
  FROM (
    SELECT
      'shop' AS "cut",
      CAST("t26"."shop_id" AS VARCHAR) AS "of",
      "t26"."member_id",
      "t26"."kind",
      "t26"."starts",
      "t26"."orders",
      "t26"."next",
      "t26"."is_new"
    FROM (
      SELECT
        "t23"."member_id",
        "t23"."shop_id",
        "t23"."kind",
        "t23"."starts",
        "t23"."orders",
        "t23"."next",
        "t13"."first_day" >= "t23"."starts" AS "is_new"
      FROM (
        SELECT
          "t20"."member_id",
          "t20"."shop_id",
          "t20"."kind",
          "t20"."starts",
          "t20"."orders",
          LEAD("t20"."starts") OVER (
            PARTITION BY "t20"."member_id", "t20"."shop_id", "t20"."kind"
            ORDER BY "t20"."starts" ASC
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
          ) AS "next"
        FROM "t19" AS "t20"
      ) AS "t23"
      INNER JOIN "t10" AS "t13"
        ON "t23"."member_id" = "t13"."member_id" AND "t23"."shop_id" = "t13"."shop_id"
    ) AS "t26"
  ) AS "t27"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      'all' AS "cut",
      '' AS "of",
      "t28"."member_id",
      "t28"."kind",
      "t28"."starts",
      "t28"."orders",
      "t28"."next",
      "t28"."is_new"
    FROM (
      SELECT
        "t25"."member_id",
        "t25"."kind",
        "t25"."starts",
        "t25"."orders",
        "t25"."next",
        "t17"."first_day" >= "t25"."starts" AS "is_new"
      FROM (
        SELECT
          "t21"."member_id",
          "t21"."kind",
          "t21"."starts",
          "t21"."orders",
          LEAD("t21"."starts") OVER (
            PARTITION BY "t21"."member_id", "t21"."kind"
            ORDER BY "t21"."starts" ASC
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
          ) AS "next"
        FROM (
          SELECT
            "t20"."member_id",
            "t20"."kind",
            "t20"."starts",
            SUM("t20"."orders") AS "orders"
          FROM "t19" AS "t20"
          GROUP BY
            1,
            2,
            3
        ) AS "t21"
      ) AS "t25"
      INNER JOIN (
        SELECT
          "t11"."member_id",
          MIN("t11"."first_day") AS "first_day"
        FROM "t10" AS "t11"
        GROUP BY
          1
      ) AS "t17"
        ON "t25"."member_id" = "t17"."member_id"
    ) AS "t28"
  ) AS "t29"
) AS "t30"
