WITH "t7" AS (
  SELECT
    *
  FROM "periods" AS "t1"
  WHERE
    "t1"."kind" IN ('week', 'month', 'quarter', 'year')
), "t8" AS (
  SELECT
    *
  FROM "stays" AS "t2"
  WHERE
    "t2"."cut" IN ('tier', 'segment')
), "t20" AS (
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
    "t15"."kind",
    "t15"."starts"
  FROM (
    SELECT
      *
    FROM "coupon_acts" AS "t3"
    WHERE
      "t3"."act" = 'used' AND "t3"."member_id" IS NOT NULL
  ) AS "t14"
  INNER JOIN (
    SELECT
      *
    FROM "calendar" AS "t4"
    WHERE
      "t4"."kind" IN ('week', 'month', 'quarter', 'year') AND "t4"."is_before" = FALSE
  ) AS "t15"
    ON "t14"."day" = "t15"."day"
)
SELECT
  "t28"."kind",
  "t28"."starts",
  "t28"."cut",
  "t28"."of",
  '' AS "key",
  "t28"."member_id" AS "subject",
  CAST(COALESCE("t33"."used", 0) AS BIGINT) AS "numerator",
  1 AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t0"."kind",
      "t0"."starts",
      "t0"."cut",
      "t0"."of",
      "t0"."member_id"
    FROM "buyers" AS "t0"
    WHERE
      "t0"."kind" IN ('week', 'month', 'quarter', 'year')
      AND "t0"."is_before" = FALSE
      AND "t0"."cut" IN ('all', 'shop', 'tier', 'segment')
  ) AS "t5"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t21"."kind",
      "t21"."starts",
      "t21"."cut",
      "t21"."of",
      "t21"."member_id"
    FROM (
      SELECT
        "t11"."kind",
        "t11"."starts",
        "t11"."member_id",
        "t18"."cut",
        "t18"."of"
      FROM (
        SELECT
          "t0"."kind",
          "t0"."starts",
          "t0"."member_id"
        FROM "buyers" AS "t0"
        WHERE
          "t0"."kind" IN ('week', 'month', 'quarter', 'year')
          AND "t0"."is_before" = FALSE
          AND "t0"."cut" = 'all'
      ) AS "t11"
      INNER JOIN "t7" AS "t16"
        ON "t11"."kind" = "t16"."kind" AND "t11"."starts" = "t16"."starts"
      INNER JOIN "t8" AS "t18"
        ON "t11"."member_id" = "t18"."member_id"
        AND "t18"."since" < "t16"."ends"
        AND "t18"."until" >= "t16"."ends"
    ) AS "t21"
  ) AS "t24"
) AS "t28"
LEFT OUTER JOIN (
  SELECT
    "t31"."kind",
    "t31"."starts",
    "t31"."cut",
    "t31"."of",
    "t31"."member_id",
    1 AS "used"
  FROM (
    SELECT DISTINCT
      "t30"."kind",
      "t30"."starts",
      "t30"."cut",
      "t30"."of",
      "t30"."member_id"
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
          "t15"."kind",
          "t15"."starts",
          "t19"."cut",
          "t19"."of"
        FROM (
          SELECT
            *
          FROM "coupon_acts" AS "t3"
          WHERE
            "t3"."act" = 'used' AND "t3"."member_id" IS NOT NULL
        ) AS "t14"
        INNER JOIN (
          SELECT
            *
          FROM "calendar" AS "t4"
          WHERE
            "t4"."kind" IN ('week', 'month', 'quarter', 'year') AND "t4"."is_before" = FALSE
        ) AS "t15"
          ON "t14"."day" = "t15"."day"
        INNER JOIN "t7" AS "t17"
          ON "t15"."kind" = "t17"."kind" AND "t15"."starts" = "t17"."starts"
        INNER JOIN "t8" AS "t19"
          ON "t14"."member_id" = "t19"."member_id"
          AND "t19"."since" < "t17"."ends"
          AND "t19"."until" >= "t17"."ends"
      ) AS "t22"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          *
        FROM (
          SELECT
            "t23"."coupon_id",
            "t23"."batch",
            "t23"."act",
            "t23"."day",
            "t23"."member_id",
            "t23"."shop_id",
            "t23"."order_id",
            "t23"."discount",
            "t23"."issued",
            "t23"."kind",
            "t23"."starts",
            'all' AS "cut",
            '' AS "of"
          FROM "t20" AS "t23"
        ) AS "t25"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            "t23"."coupon_id",
            "t23"."batch",
            "t23"."act",
            "t23"."day",
            "t23"."member_id",
            "t23"."shop_id",
            "t23"."order_id",
            "t23"."discount",
            "t23"."issued",
            "t23"."kind",
            "t23"."starts",
            'shop' AS "cut",
            CAST("t23"."shop_id" AS VARCHAR) AS "of"
          FROM "t20" AS "t23"
          WHERE
            "t23"."shop_id" IS NOT NULL
        ) AS "t27"
      ) AS "t29"
    ) AS "t30"
  ) AS "t31"
) AS "t33"
  ON "t28"."kind" = "t33"."kind"
  AND "t28"."starts" = "t33"."starts"
  AND "t28"."cut" = "t33"."cut"
  AND "t28"."of" = "t33"."of"
  AND "t28"."member_id" = "t33"."member_id"
