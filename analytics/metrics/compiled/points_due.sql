WITH "t5" AS (
  SELECT
    *
  FROM "periods" AS "t2"
  WHERE
    "t2"."kind" IN ('week', 'month', 'quarter', 'year')
), "t11" AS (
  SELECT
    "t3"."lot_id",
    "t3"."member_id",
    "t3"."shop_id",
    "t3"."unit",
    "t3"."remaining",
    "t3"."expires",
    "t10"."kind",
    "t10"."starts"
  FROM "lots" AS "t3"
  CROSS JOIN (
    SELECT
      "t7"."kind",
      MAX("t7"."starts") AS "starts"
    FROM "t5" AS "t7"
    GROUP BY
      1
  ) AS "t10"
)
SELECT
  "t17"."kind",
  "t17"."starts",
  "t17"."cut",
  "t17"."of",
  "t17"."unit" || ' ' || COALESCE(TO_CHAR("t17"."expires", 'YYYY-MM'), '-') AS "key",
  "t17"."member_id" AS "subject",
  "t17"."remaining" AS "numerator",
  1 AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t3"."lot_id",
      "t3"."member_id",
      "t3"."shop_id",
      "t3"."unit",
      "t3"."remaining",
      "t3"."expires",
      "t10"."kind",
      "t10"."starts",
      "t6"."cut",
      "t6"."of"
    FROM "lots" AS "t3"
    CROSS JOIN (
      SELECT
        "t7"."kind",
        MAX("t7"."starts") AS "starts"
      FROM "t5" AS "t7"
      GROUP BY
        1
    ) AS "t10"
    INNER JOIN "t5" AS "t8"
      ON "t10"."kind" = "t8"."kind" AND "t10"."starts" = "t8"."starts"
    INNER JOIN (
      SELECT
        *
      FROM "stays" AS "t1"
      WHERE
        "t1"."cut" IN ('tier', 'segment')
    ) AS "t6"
      ON "t3"."member_id" = "t6"."member_id"
      AND "t6"."since" < "t8"."ends"
      AND "t6"."until" >= "t8"."ends"
  ) AS "t13"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t12"."lot_id",
        "t12"."member_id",
        "t12"."shop_id",
        "t12"."unit",
        "t12"."remaining",
        "t12"."expires",
        "t12"."kind",
        "t12"."starts",
        'all' AS "cut",
        '' AS "of"
      FROM "t11" AS "t12"
    ) AS "t14"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        "t12"."lot_id",
        "t12"."member_id",
        "t12"."shop_id",
        "t12"."unit",
        "t12"."remaining",
        "t12"."expires",
        "t12"."kind",
        "t12"."starts",
        'shop' AS "cut",
        CAST("t12"."shop_id" AS VARCHAR) AS "of"
      FROM "t11" AS "t12"
      WHERE
        "t12"."shop_id" IS NOT NULL
    ) AS "t15"
  ) AS "t16"
) AS "t17"
