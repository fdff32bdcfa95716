WITH "t12" AS NOT MATERIALIZED (
  SELECT
    "t5"."day",
    "t5"."member_id",
    "t5"."shop_id",
    "t5"."campaign",
    "t5"."version",
    "t5"."what",
    "t5"."amount",
    "t5"."kopecks",
    "t5"."subject",
    "t5"."uses",
    "t9"."kind",
    "t9"."starts"
  FROM (
    SELECT
      "t0"."day",
      "t0"."member_id",
      "t0"."shop_id",
      "t0"."campaign",
      "t0"."version",
      "t0"."what",
      "t0"."amount",
      "t0"."kopecks",
      "t0"."order_id" AS "subject",
      1 AS "uses"
    FROM "campaign_uses" AS "t0"
  ) AS "t5"
  INNER JOIN (
    SELECT
      *
    FROM "calendar" AS "t1"
    WHERE
      "t1"."kind" IN ('week', 'month', 'quarter', 'year') AND "t1"."is_before" = FALSE
  ) AS "t9"
    ON "t5"."day" = "t9"."day"
)
SELECT
  "t18"."kind",
  "t18"."starts",
  "t18"."cut",
  "t18"."of",
  "t18"."campaign" || ' ' || "t18"."what" AS "key",
  "t18"."subject",
  "t18"."amount" AS "numerator",
  "t18"."uses" AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t5"."day",
      "t5"."member_id",
      "t5"."shop_id",
      "t5"."campaign",
      "t5"."version",
      "t5"."what",
      "t5"."amount",
      "t5"."kopecks",
      "t5"."subject",
      "t5"."uses",
      "t9"."kind",
      "t9"."starts",
      "t11"."cut",
      "t11"."of"
    FROM (
      SELECT
        "t0"."day",
        "t0"."member_id",
        "t0"."shop_id",
        "t0"."campaign",
        "t0"."version",
        "t0"."what",
        "t0"."amount",
        "t0"."kopecks",
        "t0"."order_id" AS "subject",
        1 AS "uses"
      FROM "campaign_uses" AS "t0"
    ) AS "t5"
    INNER JOIN (
      SELECT
        *
      FROM "calendar" AS "t1"
      WHERE
        "t1"."kind" IN ('week', 'month', 'quarter', 'year') AND "t1"."is_before" = FALSE
    ) AS "t9"
      ON "t5"."day" = "t9"."day"
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
      ON "t5"."member_id" = "t11"."member_id"
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
        "t14"."day",
        "t14"."member_id",
        "t14"."shop_id",
        "t14"."campaign",
        "t14"."version",
        "t14"."what",
        "t14"."amount",
        "t14"."kopecks",
        "t14"."subject",
        "t14"."uses",
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
        "t14"."day",
        "t14"."member_id",
        "t14"."shop_id",
        "t14"."campaign",
        "t14"."version",
        "t14"."what",
        "t14"."amount",
        "t14"."kopecks",
        "t14"."subject",
        "t14"."uses",
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
WHERE
  NOT (
    "t18"."what" IN ('discount', 'orders')
  )
