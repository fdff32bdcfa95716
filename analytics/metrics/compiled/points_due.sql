WITH "t10" AS (
  SELECT
    "t7"."lot_id",
    "t7"."member_id",
    "t7"."shop_id",
    "t7"."unit",
    "t7"."remaining",
    "t7"."last_day",
    "t7"."month",
    "t7"."lots",
    "t9"."kind",
    "t9"."starts",
    "t9"."ends"
  FROM (
    SELECT
      "t0"."lot_id",
      "t0"."member_id",
      "t0"."shop_id",
      "t0"."unit",
      "t0"."remaining",
      "t0"."last_day",
      CAST(DATE_TRUNC('MONTH', CAST("t0"."last_day" AS TIMESTAMP)) AS DATE) AS "month",
      1 AS "lots"
    FROM "lots" AS "t0"
  ) AS "t7"
  CROSS JOIN (
    SELECT
      "t4"."kind",
      MAX("t4"."starts") AS "starts",
      MAX("t4"."ends") AS "ends"
    FROM (
      SELECT
        *
      FROM "periods" AS "t2"
      WHERE
        "t2"."kind" IN ('week', 'month', 'quarter', 'year')
    ) AS "t4"
    GROUP BY
      1
  ) AS "t9"
)
SELECT
  "t16"."kind",
  "t16"."starts",
  "t16"."cut",
  "t16"."of",
  "t16"."unit" || ' ' || COALESCE(TO_CHAR("t16"."month", 'YYYY-MM'), '-') AS "key",
  "t16"."member_id" AS "subject",
  "t16"."remaining" AS "numerator",
  "t16"."lots" AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t7"."lot_id",
      "t7"."member_id",
      "t7"."shop_id",
      "t7"."unit",
      "t7"."remaining",
      "t7"."last_day",
      "t7"."month",
      "t7"."lots",
      "t9"."kind",
      "t9"."starts",
      "t9"."ends",
      "t5"."cut",
      "t5"."of"
    FROM (
      SELECT
        "t0"."lot_id",
        "t0"."member_id",
        "t0"."shop_id",
        "t0"."unit",
        "t0"."remaining",
        "t0"."last_day",
        CAST(DATE_TRUNC('MONTH', CAST("t0"."last_day" AS TIMESTAMP)) AS DATE) AS "month",
        1 AS "lots"
      FROM "lots" AS "t0"
    ) AS "t7"
    CROSS JOIN (
      SELECT
        "t4"."kind",
        MAX("t4"."starts") AS "starts",
        MAX("t4"."ends") AS "ends"
      FROM (
        SELECT
          *
        FROM "periods" AS "t2"
        WHERE
          "t2"."kind" IN ('week', 'month', 'quarter', 'year')
      ) AS "t4"
      GROUP BY
        1
    ) AS "t9"
    INNER JOIN (
      SELECT
        *
      FROM "stays" AS "t1"
      WHERE
        "t1"."cut" IN ('tier', 'segment')
    ) AS "t5"
      ON "t7"."member_id" = "t5"."member_id"
      AND "t5"."since" < "t9"."ends"
      AND "t5"."until" >= "t9"."ends"
  ) AS "t12"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t11"."lot_id",
        "t11"."member_id",
        "t11"."shop_id",
        "t11"."unit",
        "t11"."remaining",
        "t11"."last_day",
        "t11"."month",
        "t11"."lots",
        "t11"."kind",
        "t11"."starts",
        "t11"."ends",
        'all' AS "cut",
        '' AS "of"
      FROM "t10" AS "t11"
    ) AS "t13"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        "t11"."lot_id",
        "t11"."member_id",
        "t11"."shop_id",
        "t11"."unit",
        "t11"."remaining",
        "t11"."last_day",
        "t11"."month",
        "t11"."lots",
        "t11"."kind",
        "t11"."starts",
        "t11"."ends",
        'shop' AS "cut",
        CAST("t11"."shop_id" AS VARCHAR) AS "of"
      FROM "t10" AS "t11"
      WHERE
        "t11"."shop_id" IS NOT NULL
    ) AS "t14"
  ) AS "t15"
) AS "t16"
