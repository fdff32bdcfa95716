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
    "t5"."campaign",
    "t11"."kind",
    "t11"."starts"
  FROM (
    SELECT
      *
    FROM "coupon_acts" AS "t0"
    WHERE
      "t0"."act" = 'seen'
  ) AS "t10"
  INNER JOIN "coupon_campaigns" AS "t5"
    ON "t10"."batch" = "t5"."batch"
  INNER JOIN (
    SELECT
      *
    FROM "calendar" AS "t2"
    WHERE
      "t2"."kind" IN ('week', 'month', 'quarter', 'year') AND "t2"."is_before" = FALSE
  ) AS "t11"
    ON "t10"."day" = "t11"."day"
)
SELECT
  "t20"."kind",
  "t20"."starts",
  "t20"."cut",
  "t20"."of",
  "t20"."campaign" AS "key",
  "t20"."coupon_id" AS "subject",
  1 AS "numerator",
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
      "t5"."campaign",
      "t11"."kind",
      "t11"."starts",
      "t13"."cut",
      "t13"."of"
    FROM (
      SELECT
        *
      FROM "coupon_acts" AS "t0"
      WHERE
        "t0"."act" = 'seen'
    ) AS "t10"
    INNER JOIN "coupon_campaigns" AS "t5"
      ON "t10"."batch" = "t5"."batch"
    INNER JOIN (
      SELECT
        *
      FROM "calendar" AS "t2"
      WHERE
        "t2"."kind" IN ('week', 'month', 'quarter', 'year') AND "t2"."is_before" = FALSE
    ) AS "t11"
      ON "t10"."day" = "t11"."day"
    INNER JOIN (
      SELECT
        *
      FROM "periods" AS "t3"
      WHERE
        "t3"."kind" IN ('week', 'month', 'quarter', 'year')
    ) AS "t12"
      ON "t11"."kind" = "t12"."kind" AND "t11"."starts" = "t12"."starts"
    INNER JOIN (
      SELECT
        *
      FROM "stays" AS "t4"
      WHERE
        "t4"."cut" IN ('tier', 'segment')
    ) AS "t13"
      ON "t10"."member_id" = "t13"."member_id"
      AND "t13"."since" < "t12"."ends"
      AND "t13"."until" >= "t12"."ends"
  ) AS "t15"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t16"."coupon_id",
        "t16"."batch",
        "t16"."act",
        "t16"."day",
        "t16"."member_id",
        "t16"."shop_id",
        "t16"."order_id",
        "t16"."discount",
        "t16"."issued",
        "t16"."campaign",
        "t16"."kind",
        "t16"."starts",
        'all' AS "cut",
        '' AS "of"
      FROM "t14" AS "t16"
    ) AS "t17"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        "t16"."coupon_id",
        "t16"."batch",
        "t16"."act",
        "t16"."day",
        "t16"."member_id",
        "t16"."shop_id",
        "t16"."order_id",
        "t16"."discount",
        "t16"."issued",
        "t16"."campaign",
        "t16"."kind",
        "t16"."starts",
        'shop' AS "cut",
        CAST("t16"."shop_id" AS VARCHAR) AS "of"
      FROM "t14" AS "t16"
      WHERE
        "t16"."shop_id" IS NOT NULL
    ) AS "t18"
  ) AS "t19"
) AS "t20"
