WITH "t17" AS (
  SELECT DISTINCT
    "t16"."kind",
    "t16"."starts",
    "t16"."member_id",
    "t16"."shop_id"
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
      "t15"."starts"
    FROM (
      SELECT
        *
      FROM "coupon_acts" AS "t4"
      WHERE
        "t4"."act" = 'used' AND "t4"."member_id" IS NOT NULL
    ) AS "t14"
    INNER JOIN (
      SELECT
        *
      FROM "calendar" AS "t5"
      WHERE
        "t5"."kind" IN ('week', 'month', 'quarter', 'year') AND "t5"."is_before" = FALSE
    ) AS "t15"
      ON "t14"."day" = "t15"."day"
  ) AS "t16"
), "t24" AS (
  SELECT
    "t6"."kind",
    "t6"."starts",
    "t6"."cut",
    "t6"."of",
    "t6"."member_id",
    "t6"."orders",
    "t6"."is_new",
    "t6"."next",
    "t13"."ends"
  FROM "buyers" AS "t6"
  INNER JOIN (
    SELECT
      *
    FROM "periods" AS "t3"
    WHERE
      "t3"."kind" IN ('week', 'month', 'quarter', 'year')
  ) AS "t13"
    ON "t6"."kind" = "t13"."kind" AND "t6"."starts" = "t13"."starts"
  WHERE
    EXISTS(
      SELECT
        1
      FROM (
        SELECT
          *
        FROM (
          SELECT
            'shop' AS "cut",
            CAST("t18"."shop_id" AS VARCHAR) AS "of",
            "t18"."kind",
            "t18"."starts",
            "t18"."member_id"
          FROM "t17" AS "t18"
        ) AS "t20"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            'all' AS "cut",
            '' AS "of",
            "t19"."kind",
            "t19"."starts",
            "t19"."member_id"
          FROM (
            SELECT
              "t18"."kind",
              "t18"."starts",
              "t18"."member_id"
            FROM "t17" AS "t18"
            GROUP BY
              1,
              2,
              3
          ) AS "t19"
        ) AS "t21"
      ) AS "t23"
      WHERE
        "t6"."cut" = "t23"."cut"
        AND "t6"."of" = "t23"."of"
        AND "t6"."kind" = "t23"."kind"
        AND "t6"."starts" = "t23"."starts"
        AND "t6"."member_id" = "t23"."member_id"
    )
)
SELECT
  *
FROM (
  SELECT
    "t31"."kind",
    "t31"."starts",
    "t31"."cut",
    "t31"."of",
    '' AS "key",
    "t31"."member_id" AS "subject",
    1 AS "numerator",
    0 AS "denominator"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        *
      FROM "t24" AS "t25"
      WHERE
        "t25"."cut" IN ('all', 'shop', 'tier', 'segment')
    ) AS "t26"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        "t29"."kind",
        "t29"."starts",
        "t29"."cut",
        "t29"."of",
        "t29"."member_id",
        "t29"."orders",
        "t29"."is_new",
        "t29"."next",
        "t29"."ends"
      FROM (
        SELECT
          "t28"."kind",
          "t28"."starts",
          "t28"."member_id",
          "t28"."orders",
          "t28"."is_new",
          "t28"."next",
          "t28"."ends",
          "t12"."cut",
          "t12"."of"
        FROM (
          SELECT
            "t25"."kind",
            "t25"."starts",
            "t25"."member_id",
            "t25"."orders",
            "t25"."is_new",
            "t25"."next",
            "t25"."ends"
          FROM "t24" AS "t25"
          WHERE
            "t25"."cut" = 'all'
        ) AS "t28"
        INNER JOIN (
          SELECT
            *
          FROM "stays" AS "t2"
          WHERE
            "t2"."cut" IN ('tier', 'segment')
        ) AS "t12"
          ON "t28"."member_id" = "t12"."member_id"
          AND "t12"."since" < "t28"."ends"
          AND "t12"."until" >= "t28"."ends"
      ) AS "t29"
    ) AS "t30"
  ) AS "t31"
) AS "t32"
UNION ALL
SELECT
  *
FROM (
  SELECT
    "t0"."kind",
    "t0"."starts",
    "t0"."cut",
    "t0"."of",
    '' AS "key",
    0 AS "subject",
    0 AS "numerator",
    "t0"."members" AS "denominator"
  FROM "buyer_sums" AS "t0"
  WHERE
    "t0"."kind" IN ('week', 'month', 'quarter', 'year')
    AND "t0"."cut" IN ('all', 'shop', 'tier', 'segment')
) AS "t7"
