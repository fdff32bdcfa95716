WITH "t14" AS NOT MATERIALIZED (
  SELECT
    "t10"."coupon_id",
    "t10"."batch",
    "t10"."act",
    "t10"."day",
    "t10"."member_id",
    "t10"."shop_id",
    "t10"."order_id",
    "t10"."discount",
    "t10"."issued",
    "t11"."kind",
    "t11"."starts"
  FROM (
    SELECT
      *
    FROM "coupon_acts" AS "t0"
    WHERE
      "t0"."act" = 'issued' AND "t0"."issued" IS NOT NULL
  ) AS "t10"
  INNER JOIN (
    SELECT
      *
    FROM "calendar" AS "t1"
    WHERE
      "t1"."kind" IN ('week', 'month', 'quarter', 'year') AND "t1"."is_before" = FALSE
  ) AS "t11"
    ON "t10"."day" = "t11"."day"
)
SELECT
  "t25"."kind",
  "t25"."starts",
  "t25"."cut",
  "t25"."of",
  '' AS "key",
  "t25"."coupon_id" AS "subject",
  CAST(COALESCE("t23"."used", 0) AS BIGINT) AS "numerator",
  1 AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t10"."coupon_id",
      "t10"."batch",
      "t10"."act",
      "t10"."day",
      "t10"."member_id",
      "t10"."shop_id",
      "t10"."order_id",
      "t10"."discount",
      "t10"."issued",
      "t11"."kind",
      "t11"."starts",
      "t13"."cut",
      "t13"."of"
    FROM (
      SELECT
        *
      FROM "coupon_acts" AS "t0"
      WHERE
        "t0"."act" = 'issued' AND "t0"."issued" IS NOT NULL
    ) AS "t10"
    INNER JOIN (
      SELECT
        *
      FROM "calendar" AS "t1"
      WHERE
        "t1"."kind" IN ('week', 'month', 'quarter', 'year') AND "t1"."is_before" = FALSE
    ) AS "t11"
      ON "t10"."day" = "t11"."day"
    INNER JOIN (
      SELECT
        *
      FROM "periods" AS "t2"
      WHERE
        "t2"."kind" IN ('week', 'month', 'quarter', 'year')
    ) AS "t12"
      ON "t11"."kind" = "t12"."kind" AND "t11"."starts" = "t12"."starts"
    INNER JOIN (
      SELECT
        *
      FROM "stays" AS "t3"
      WHERE
        "t3"."cut" IN ('tier', 'segment')
    ) AS "t13"
      ON "t10"."member_id" = "t13"."member_id"
      AND "t13"."since" < "t12"."ends"
      AND "t13"."until" >= "t12"."ends"
  ) AS "t16"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t17"."coupon_id",
        "t17"."batch",
        "t17"."act",
        "t17"."day",
        "t17"."member_id",
        "t17"."shop_id",
        "t17"."order_id",
        "t17"."discount",
        "t17"."issued",
        "t17"."kind",
        "t17"."starts",
        'all' AS "cut",
        '' AS "of"
      FROM "t14" AS "t17"
    ) AS "t19"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        "t17"."coupon_id",
        "t17"."batch",
        "t17"."act",
        "t17"."day",
        "t17"."member_id",
        "t17"."shop_id",
        "t17"."order_id",
        "t17"."discount",
        "t17"."issued",
        "t17"."kind",
        "t17"."starts",
        'shop' AS "cut",
        CAST("t17"."shop_id" AS VARCHAR) AS "of"
      FROM "t14" AS "t17"
      WHERE
        "t17"."shop_id" IS NOT NULL
    ) AS "t20"
  ) AS "t22"
) AS "t25"
LEFT OUTER JOIN (
  SELECT
    "t18"."kind",
    "t18"."starts",
    "t18"."coupon_id",
    1 AS "used"
  FROM (
    SELECT DISTINCT
      "t15"."kind",
      "t15"."starts",
      "t15"."coupon_id"
    FROM (
      SELECT
        "t9"."coupon_id",
        "t9"."batch",
        "t9"."act",
        "t9"."day",
        "t9"."member_id",
        "t9"."shop_id",
        "t9"."order_id",
        "t9"."discount",
        "t9"."issued",
        "t11"."kind",
        "t11"."starts"
      FROM (
        SELECT
          *
        FROM "coupon_acts" AS "t0"
        WHERE
          "t0"."act" = 'used'
      ) AS "t9"
      INNER JOIN (
        SELECT
          *
        FROM "calendar" AS "t1"
        WHERE
          "t1"."kind" IN ('week', 'month', 'quarter', 'year') AND "t1"."is_before" = FALSE
      ) AS "t11"
        ON "t9"."day" = "t11"."day"
    ) AS "t15"
  ) AS "t18"
) AS "t23"
  ON "t25"."kind" = "t23"."kind"
  AND "t25"."starts" = "t23"."starts"
  AND "t25"."coupon_id" = "t23"."coupon_id"
