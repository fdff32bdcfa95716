WITH "t12" AS (
  SELECT
    "t8"."entry_id",
    "t8"."member_id",
    "t8"."shop_id",
    "t8"."sold_in",
    "t8"."unit",
    "t8"."step_kopecks",
    "t8"."act",
    "t8"."bucket",
    "t8"."amount",
    "t8"."day",
    "t8"."cohort",
    "t8"."order_id",
    "t8"."campaign",
    "t8"."version",
    "t9"."kind",
    "t9"."starts"
  FROM (
    SELECT
      "t0"."entry_id",
      "t0"."member_id",
      COALESCE("t0"."sold_in", "t0"."shop_id") AS "shop_id",
      "t0"."sold_in",
      "t0"."unit",
      "t0"."step_kopecks",
      "t0"."kind" AS "act",
      "t0"."bucket",
      "t0"."amount",
      "t0"."day",
      "t0"."cohort",
      "t0"."order_id",
      "t0"."campaign",
      "t0"."version"
    FROM "moves" AS "t0"
    WHERE
      "t0"."kind" IN ('expire')
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
  "t18"."unit" AS "key",
  "t18"."entry_id" AS "subject",
  CASE WHEN "t18"."bucket" = 'debt' THEN 1 ELSE -1 END * "t18"."amount" AS "numerator",
  1 AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t8"."entry_id",
      "t8"."member_id",
      "t8"."shop_id",
      "t8"."sold_in",
      "t8"."unit",
      "t8"."step_kopecks",
      "t8"."act",
      "t8"."bucket",
      "t8"."amount",
      "t8"."day",
      "t8"."cohort",
      "t8"."order_id",
      "t8"."campaign",
      "t8"."version",
      "t9"."kind",
      "t9"."starts",
      "t11"."cut",
      "t11"."of"
    FROM (
      SELECT
        "t0"."entry_id",
        "t0"."member_id",
        COALESCE("t0"."sold_in", "t0"."shop_id") AS "shop_id",
        "t0"."sold_in",
        "t0"."unit",
        "t0"."step_kopecks",
        "t0"."kind" AS "act",
        "t0"."bucket",
        "t0"."amount",
        "t0"."day",
        "t0"."cohort",
        "t0"."order_id",
        "t0"."campaign",
        "t0"."version"
      FROM "moves" AS "t0"
      WHERE
        "t0"."kind" IN ('expire')
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
        "t14"."entry_id",
        "t14"."member_id",
        "t14"."shop_id",
        "t14"."sold_in",
        "t14"."unit",
        "t14"."step_kopecks",
        "t14"."act",
        "t14"."bucket",
        "t14"."amount",
        "t14"."day",
        "t14"."cohort",
        "t14"."order_id",
        "t14"."campaign",
        "t14"."version",
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
        "t14"."entry_id",
        "t14"."member_id",
        "t14"."shop_id",
        "t14"."sold_in",
        "t14"."unit",
        "t14"."step_kopecks",
        "t14"."act",
        "t14"."bucket",
        "t14"."amount",
        "t14"."day",
        "t14"."cohort",
        "t14"."order_id",
        "t14"."campaign",
        "t14"."version",
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
