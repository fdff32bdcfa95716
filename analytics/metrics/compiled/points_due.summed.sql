WITH "t5" AS NOT MATERIALIZED (
  SELECT
    "t2"."lot_id",
    "t2"."member_id",
    "t2"."shop_id",
    "t2"."unit",
    "t2"."remaining",
    "t2"."last_day",
    CAST(DATE_TRUNC('MONTH', CAST("t2"."last_day" AS TIMESTAMP)) AS DATE) AS "month",
    1 AS "lots"
  FROM "lots" AS "t2"
), "t10" AS (
  SELECT
    "t7"."shop_id",
    "t7"."unit",
    "t7"."month",
    SUM("t7"."remaining") AS "remaining",
    SUM("t7"."lots") AS "lots"
  FROM "t5" AS "t7"
  GROUP BY
    1,
    2,
    3
)
SELECT
  "t23"."kind",
  "t23"."starts",
  "t23"."cut",
  "t23"."of",
  "t23"."unit" || ' ' || COALESCE(TO_CHAR("t23"."month", 'YYYY-MM'), '-') AS "key",
  0 AS "subject",
  "t23"."remaining" AS "numerator",
  "t23"."lots" AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t8"."kind",
      "t8"."starts",
      "t21"."cut",
      "t21"."of",
      "t21"."unit",
      "t21"."month",
      "t21"."remaining",
      "t21"."lots"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          *
        FROM (
          SELECT
            'shop' AS "cut",
            CAST("t11"."shop_id" AS VARCHAR) AS "of",
            "t11"."unit",
            "t11"."month",
            "t11"."remaining",
            "t11"."lots"
          FROM "t10" AS "t11"
        ) AS "t14"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            'all' AS "cut",
            '' AS "of",
            "t13"."unit",
            "t13"."month",
            "t13"."remaining",
            "t13"."lots"
          FROM (
            SELECT
              "t11"."unit",
              "t11"."month",
              SUM("t11"."remaining") AS "remaining",
              SUM("t11"."lots") AS "lots"
            FROM "t10" AS "t11"
            GROUP BY
              1,
              2
          ) AS "t13"
        ) AS "t17"
      ) AS "t18"
      WHERE
        "t18"."of" IS NOT NULL
    ) AS "t21"
    CROSS JOIN (
      SELECT
        "t4"."kind",
        MAX("t4"."starts") AS "starts",
        MAX("t4"."ends") AS "ends"
      FROM (
        SELECT
          *
        FROM "periods" AS "t0"
        WHERE
          "t0"."kind" IN ('week', 'month', 'quarter', 'year')
      ) AS "t4"
      GROUP BY
        1
    ) AS "t8"
  ) AS "t22"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t8"."kind",
      "t8"."starts",
      "t16"."cut",
      "t16"."of",
      "t16"."unit",
      "t16"."month",
      "t16"."remaining",
      "t16"."lots"
    FROM (
      SELECT
        "t12"."cut",
        "t12"."of",
        "t12"."since",
        "t12"."until",
        "t12"."unit",
        "t12"."month",
        SUM("t12"."remaining") AS "remaining",
        SUM("t12"."lots") AS "lots"
      FROM (
        SELECT
          "t9"."lot_id",
          "t9"."member_id",
          "t9"."shop_id",
          "t9"."unit",
          "t9"."remaining",
          "t9"."last_day",
          "t9"."month",
          "t9"."lots",
          "t3"."cut",
          "t3"."of",
          "t3"."since",
          "t3"."until"
        FROM "t5" AS "t9"
        INNER JOIN "stays" AS "t3"
          ON "t9"."member_id" = "t3"."member_id"
      ) AS "t12"
      GROUP BY
        1,
        2,
        3,
        4,
        5,
        6
    ) AS "t16"
    INNER JOIN (
      SELECT
        "t4"."kind",
        MAX("t4"."starts") AS "starts",
        MAX("t4"."ends") AS "ends"
      FROM (
        SELECT
          *
        FROM "periods" AS "t0"
        WHERE
          "t0"."kind" IN ('week', 'month', 'quarter', 'year')
      ) AS "t4"
      GROUP BY
        1
    ) AS "t8"
      ON "t16"."since" < "t8"."ends" AND "t16"."until" >= "t8"."ends"
  ) AS "t19"
) AS "t23"
