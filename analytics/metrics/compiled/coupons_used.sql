WITH "t12" AS NOT MATERIALIZED (
  SELECT
    "t8"."coupon_id",
    "t8"."batch",
    "t8"."act",
    "t8"."day",
    "t8"."member_id",
    "t8"."shop_id",
    "t8"."order_id",
    "t8"."discount",
    "t8"."issued",
    "t9"."kind",
    "t9"."starts"
  FROM (
    SELECT
      *
    FROM "coupon_acts" AS "t0"
    WHERE
      "t0"."act" = 'used'
  ) AS "t8"
  INNER JOIN (
    SELECT
      *
    FROM "calendar" AS "t1"
    WHERE
      "t1"."kind" IN ('week', 'month', 'quarter', 'year') AND "t1"."is_before" = FALSE
  ) AS "t9"
    ON "t8"."day" = "t9"."day"
)
SELECT
  "t18"."kind",
  "t18"."starts",
  "t18"."cut",
  "t18"."of",
  "t18"."batch" AS "key",
  "t18"."coupon_id" AS "subject",
  1 AS "numerator",
  1 AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t8"."coupon_id",
      "t8"."batch",
      "t8"."act",
      "t8"."day",
      "t8"."member_id",
      "t8"."shop_id",
      "t8"."order_id",
      "t8"."discount",
      "t8"."issued",
      "t9"."kind",
      "t9"."starts",
      "t11"."cut",
      "t11"."of"
    FROM (
      SELECT
        *
      FROM "coupon_acts" AS "t0"
      WHERE
        "t0"."act" = 'used'
    ) AS "t8"
    INNER JOIN (
      SELECT
        *
      FROM "calendar" AS "t1"
      WHERE
        "t1"."kind" IN ('week', 'month', 'quarter', 'year') AND "t1"."is_before" = FALSE
    ) AS "t9"
      ON "t8"."day" = "t9"."day"
    INNER JOIN (
      SELECT
        *
      FROM "periods" AS "t2"
      WHERE
        "t2"."kind" IN ('week', 'month', 'quarter', 'year')
    ) AS "t10"
      ON "t9"."kind" = "t10"."kind" AND "t9"."starts" = "t10"."starts"
    INNER JOIN (
      SELECT
        *
      FROM "stays" AS "t3"
      WHERE
        "t3"."cut" IN ('tier', 'segment')
    ) AS "t11"
      ON "t8"."member_id" = "t11"."member_id"
      AND "t11"."since" < "t10"."ends"
      AND "t11"."until" >= "t10"."ends"
  ) AS "t13"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t14"."coupon_id",
        "t14"."batch",
        "t14"."act",
        "t14"."day",
        "t14"."member_id",
        "t14"."shop_id",
        "t14"."order_id",
        "t14"."discount",
        "t14"."issued",
        "t14"."kind",
        "t14"."starts",
        'all' AS "cut",
        '' AS "of"
      FROM "t12" AS "t14"
    ) AS "t15"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        "t14"."coupon_id",
        "t14"."batch",
        "t14"."act",
        "t14"."day",
        "t14"."member_id",
        "t14"."shop_id",
        "t14"."order_id",
        "t14"."discount",
        "t14"."issued",
        "t14"."kind",
        "t14"."starts",
        'shop' AS "cut",
        CAST("t14"."shop_id" AS VARCHAR) AS "of"
      FROM "t12" AS "t14"
      WHERE
        "t14"."shop_id" IS NOT NULL
    ) AS "t16"
  ) AS "t17"
) AS "t18"
