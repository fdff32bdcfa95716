WITH "t5" AS (
  SELECT
    *
  FROM "periods" AS "t0"
  WHERE
    "t0"."kind" IN ('week', 'month', 'quarter', 'year')
), "t6" AS (
  SELECT
    *
  FROM "stays" AS "t1"
  WHERE
    "t1"."cut" IN ('tier', 'segment')
), "t19" AS (
  SELECT
    "t12"."coupon_id",
    "t12"."batch",
    "t12"."act",
    "t12"."day",
    "t12"."member_id",
    "t12"."shop_id",
    "t12"."order_id",
    "t12"."discount",
    "t12"."issued",
    "t13"."kind",
    "t13"."starts"
  FROM (
    SELECT
      *
    FROM "coupon_acts" AS "t2"
    WHERE
      "t2"."act" = 'used' AND "t2"."member_id" IS NOT NULL
  ) AS "t12"
  INNER JOIN (
    SELECT
      *
    FROM "calendar" AS "t3"
    WHERE
      "t3"."kind" IN ('week', 'month', 'quarter', 'year') AND "t3"."is_before" = FALSE
  ) AS "t13"
    ON "t12"."day" = "t13"."day"
), "t20" AS (
  SELECT
    "t14"."member_id",
    "t14"."shop_id",
    "t14"."day",
    "t13"."kind",
    "t13"."starts"
  FROM (
    SELECT
      "t4"."member_id",
      "t4"."shop_id",
      "t4"."day"
    FROM "sales" AS "t4"
    WHERE
      "t4"."member_id" IS NOT NULL
  ) AS "t14"
  INNER JOIN (
    SELECT
      *
    FROM "calendar" AS "t3"
    WHERE
      "t3"."kind" IN ('week', 'month', 'quarter', 'year') AND "t3"."is_before" = FALSE
  ) AS "t13"
    ON "t14"."day" = "t13"."day"
), "t25" AS (
  SELECT DISTINCT
    "t23"."kind",
    "t23"."starts",
    "t23"."member_id",
    "t23"."shop_id"
  FROM "t20" AS "t23"
)
SELECT
  "t41"."kind",
  "t41"."starts",
  "t41"."cut",
  "t41"."of",
  '' AS "key",
  "t41"."member_id" AS "subject",
  CAST(COALESCE("t39"."used", 0) AS BIGINT) AS "numerator",
  1 AS "denominator"
FROM (
  SELECT DISTINCT
    "t38"."kind",
    "t38"."starts",
    "t38"."cut",
    "t38"."of",
    "t38"."member_id"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t30"."kind",
        "t30"."starts",
        "t30"."member_id",
        "t30"."shop_id",
        "t17"."cut",
        "t17"."of"
      FROM "t25" AS "t30"
      INNER JOIN "t5" AS "t15"
        ON "t30"."kind" = "t15"."kind" AND "t30"."starts" = "t15"."starts"
      INNER JOIN "t6" AS "t17"
        ON "t30"."member_id" = "t17"."member_id"
        AND "t17"."since" < "t15"."ends"
        AND "t17"."until" >= "t15"."ends"
    ) AS "t36"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t27"."kind",
          "t27"."starts",
          "t27"."member_id",
          "t27"."shop_id",
          'all' AS "cut",
          '' AS "of"
        FROM "t25" AS "t27"
      ) AS "t32"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          "t28"."kind",
          "t28"."starts",
          "t28"."member_id",
          "t28"."shop_id",
          'shop' AS "cut",
          CAST("t28"."shop_id" AS VARCHAR) AS "of"
        FROM (
          SELECT DISTINCT
            "t23"."kind",
            "t23"."starts",
            "t23"."member_id",
            "t23"."shop_id"
          FROM "t20" AS "t23"
          WHERE
            "t23"."shop_id" IS NOT NULL
        ) AS "t28"
      ) AS "t33"
    ) AS "t35"
  ) AS "t38"
) AS "t41"
LEFT OUTER JOIN (
  SELECT
    "t34"."kind",
    "t34"."starts",
    "t34"."cut",
    "t34"."of",
    "t34"."member_id",
    1 AS "used"
  FROM (
    SELECT DISTINCT
      "t31"."kind",
      "t31"."starts",
      "t31"."cut",
      "t31"."of",
      "t31"."member_id"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t12"."coupon_id",
          "t12"."batch",
          "t12"."act",
          "t12"."day",
          "t12"."member_id",
          "t12"."shop_id",
          "t12"."order_id",
          "t12"."discount",
          "t12"."issued",
          "t13"."kind",
          "t13"."starts",
          "t18"."cut",
          "t18"."of"
        FROM (
          SELECT
            *
          FROM "coupon_acts" AS "t2"
          WHERE
            "t2"."act" = 'used' AND "t2"."member_id" IS NOT NULL
        ) AS "t12"
        INNER JOIN (
          SELECT
            *
          FROM "calendar" AS "t3"
          WHERE
            "t3"."kind" IN ('week', 'month', 'quarter', 'year') AND "t3"."is_before" = FALSE
        ) AS "t13"
          ON "t12"."day" = "t13"."day"
        INNER JOIN "t5" AS "t16"
          ON "t13"."kind" = "t16"."kind" AND "t13"."starts" = "t16"."starts"
        INNER JOIN "t6" AS "t18"
          ON "t12"."member_id" = "t18"."member_id"
          AND "t18"."since" < "t16"."ends"
          AND "t18"."until" >= "t16"."ends"
      ) AS "t21"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          *
        FROM (
          SELECT
            "t22"."coupon_id",
            "t22"."batch",
            "t22"."act",
            "t22"."day",
            "t22"."member_id",
            "t22"."shop_id",
            "t22"."order_id",
            "t22"."discount",
            "t22"."issued",
            "t22"."kind",
            "t22"."starts",
            'all' AS "cut",
            '' AS "of"
          FROM "t19" AS "t22"
        ) AS "t24"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            "t22"."coupon_id",
            "t22"."batch",
            "t22"."act",
            "t22"."day",
            "t22"."member_id",
            "t22"."shop_id",
            "t22"."order_id",
            "t22"."discount",
            "t22"."issued",
            "t22"."kind",
            "t22"."starts",
            'shop' AS "cut",
            CAST("t22"."shop_id" AS VARCHAR) AS "of"
          FROM "t19" AS "t22"
          WHERE
            "t22"."shop_id" IS NOT NULL
        ) AS "t26"
      ) AS "t29"
    ) AS "t31"
  ) AS "t34"
) AS "t39"
  ON "t41"."kind" = "t39"."kind"
  AND "t41"."starts" = "t39"."starts"
  AND "t41"."cut" = "t39"."cut"
  AND "t41"."of" = "t39"."of"
  AND "t41"."member_id" = "t39"."member_id"
