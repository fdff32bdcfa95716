WITH "t5" AS (
  SELECT
    "t2"."day",
    "t2"."shop_id",
    "t2"."sku",
    SUM("t2"."paid") AS "paid",
    SUM("t2"."quantity_milli") AS "quantity_milli"
  FROM (
    SELECT
      "t1"."day",
      "t1"."member_id",
      "t1"."shop_id",
      "t1"."sku",
      "t1"."paid",
      "t1"."quantity_milli",
      "t1"."line_id" AS "subject"
    FROM "sale_lines" AS "t1"
  ) AS "t2"
  GROUP BY
    1,
    2,
    3
)
SELECT
  "t13"."kind",
  "t13"."starts",
  "t13"."cut",
  "t13"."of",
  "t13"."sku",
  SUM("t13"."paid") AS "paid",
  SUM("t13"."quantity_milli") AS "quantity_milli"
FROM (
  SELECT
    "t12"."cut",
    "t12"."of",
    "t12"."day",
    "t12"."sku",
    "t12"."paid",
    "t12"."quantity_milli",
    "t4"."kind",
    "t4"."starts"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        *
      FROM (
        SELECT
          'shop' AS "cut",
          CAST("t6"."shop_id" AS VARCHAR) AS "of",
          "t6"."day",
          "t6"."sku",
          "t6"."paid",
          "t6"."quantity_milli"
        FROM "t5" AS "t6"
      ) AS "t8"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          'all' AS "cut",
          '' AS "of",
          "t7"."day",
          "t7"."sku",
          "t7"."paid",
          "t7"."quantity_milli"
        FROM (
          SELECT
            "t6"."day",
            "t6"."sku",
            SUM("t6"."paid") AS "paid",
            SUM("t6"."quantity_milli") AS "quantity_milli"
          FROM "t5" AS "t6"
          GROUP BY
            1,
            2
        ) AS "t7"
      ) AS "t9"
    ) AS "t10"
    WHERE
      "t10"."of" IS NOT NULL AND "t10"."cut" IN ('all', 'shop')
  ) AS "t12"
  INNER JOIN (
    SELECT
      *
    FROM "calendar" AS "t0"
    WHERE
      "t0"."kind" IN ('month') AND "t0"."is_before" = FALSE
  ) AS "t4"
    ON "t12"."day" = "t4"."day"
) AS "t13"
GROUP BY
  1,
  2,
  3,
  4,
  5
