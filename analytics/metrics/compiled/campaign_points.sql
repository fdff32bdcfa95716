WITH "t13" AS (
  SELECT
    "t11"."order_id",
    "t11"."member_id",
    "t11"."shop_id",
    "t11"."day",
    "t11"."campaign",
    "t11"."version",
    "t11"."what",
    "t11"."amount",
    "t11"."kopecks",
    "t8"."kind",
    "t8"."starts"
  FROM (
    SELECT
      *
    FROM "campaign_uses" AS "t0"
    WHERE
      NOT (
        "t0"."what" IN ('discount', 'orders')
      )
  ) AS "t11"
  INNER JOIN (
    SELECT
      *
    FROM "calendar" AS "t1"
    WHERE
      "t1"."kind" IN ('week', 'month', 'quarter', 'year') AND "t1"."is_before" = FALSE
  ) AS "t8"
    ON "t11"."day" = "t8"."day"
)
SELECT
  "t18"."kind",
  "t18"."starts",
  "t18"."cut",
  "t18"."of",
  "t18"."campaign" || ' ' || "t18"."what" AS "key",
  "t18"."order_id" AS "subject",
  "t18"."amount" AS "numerator",
  1 AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t11"."order_id",
      "t11"."member_id",
      "t11"."shop_id",
      "t11"."day",
      "t11"."campaign",
      "t11"."version",
      "t11"."what",
      "t11"."amount",
      "t11"."kopecks",
      "t8"."kind",
      "t8"."starts",
      "t10"."cut",
      "t10"."of"
    FROM (
      SELECT
        *
      FROM "campaign_uses" AS "t0"
      WHERE
        NOT (
          "t0"."what" IN ('discount', 'orders')
        )
    ) AS "t11"
    INNER JOIN (
      SELECT
        *
      FROM "calendar" AS "t1"
      WHERE
        "t1"."kind" IN ('week', 'month', 'quarter', 'year') AND "t1"."is_before" = FALSE
    ) AS "t8"
      ON "t11"."day" = "t8"."day"
    INNER JOIN (
      SELECT
        *
      FROM "periods" AS "t2"
      WHERE
        "t2"."kind" IN ('week', 'month', 'quarter', 'year')
    ) AS "t9"
      ON "t8"."kind" = "t9"."kind" AND "t8"."starts" = "t9"."starts"
    INNER JOIN (
      SELECT
        *
      FROM "stays" AS "t3"
      WHERE
        "t3"."cut" IN ('tier', 'segment')
    ) AS "t10"
      ON "t11"."member_id" = "t10"."member_id"
      AND "t10"."since" < "t9"."ends"
      AND "t10"."until" >= "t9"."ends"
  ) AS "t12"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t14"."order_id",
        "t14"."member_id",
        "t14"."shop_id",
        "t14"."day",
        "t14"."campaign",
        "t14"."version",
        "t14"."what",
        "t14"."amount",
        "t14"."kopecks",
        "t14"."kind",
        "t14"."starts",
        'all' AS "cut",
        '' AS "of"
      FROM "t13" AS "t14"
    ) AS "t15"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        "t14"."order_id",
        "t14"."member_id",
        "t14"."shop_id",
        "t14"."day",
        "t14"."campaign",
        "t14"."version",
        "t14"."what",
        "t14"."amount",
        "t14"."kopecks",
        "t14"."kind",
        "t14"."starts",
        'shop' AS "cut",
        CAST("t14"."shop_id" AS VARCHAR) AS "of"
      FROM "t13" AS "t14"
      WHERE
        "t14"."shop_id" IS NOT NULL
    ) AS "t16"
  ) AS "t17"
) AS "t18"
