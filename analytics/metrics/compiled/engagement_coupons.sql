WITH "t15" AS (
  SELECT DISTINCT
    "t14"."kind",
    "t14"."starts",
    "t14"."member_id",
    "t14"."shop_id"
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
      "t13"."starts"
    FROM (
      SELECT
        *
      FROM "coupon_acts" AS "t3"
      WHERE
        "t3"."act" = 'used' AND "t3"."member_id" IS NOT NULL
    ) AS "t12"
    INNER JOIN (
      SELECT
        *
      FROM "calendar" AS "t4"
      WHERE
        "t4"."kind" IN ('week', 'month', 'quarter', 'year') AND "t4"."is_before" = FALSE
    ) AS "t13"
      ON "t12"."day" = "t13"."day"
  ) AS "t14"
), "t23" AS (
  SELECT
    "t5"."kind",
    "t5"."starts",
    "t5"."cut",
    "t5"."of",
    "t5"."member_id",
    "t5"."orders",
    "t5"."is_new",
    "t5"."next",
    "t11"."ends",
    COALESCE("t22"."there", 0) AS "there"
  FROM "buyers" AS "t5"
  INNER JOIN (
    SELECT
      *
    FROM "periods" AS "t2"
    WHERE
      "t2"."kind" IN ('week', 'month', 'quarter', 'year')
  ) AS "t11"
    ON "t5"."kind" = "t11"."kind" AND "t5"."starts" = "t11"."starts"
  LEFT OUTER JOIN (
    SELECT
      "t20"."cut",
      "t20"."of",
      "t20"."kind",
      "t20"."starts",
      "t20"."member_id",
      1 AS "there"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          'shop' AS "cut",
          CAST("t16"."shop_id" AS VARCHAR) AS "of",
          "t16"."kind",
          "t16"."starts",
          "t16"."member_id"
        FROM "t15" AS "t16"
      ) AS "t18"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          'all' AS "cut",
          '' AS "of",
          "t17"."kind",
          "t17"."starts",
          "t17"."member_id"
        FROM (
          SELECT
            "t16"."kind",
            "t16"."starts",
            "t16"."member_id"
          FROM "t15" AS "t16"
          GROUP BY
            1,
            2,
            3
        ) AS "t17"
      ) AS "t19"
    ) AS "t20"
  ) AS "t22"
    ON "t5"."cut" = "t22"."cut"
    AND "t5"."of" = "t22"."of"
    AND "t5"."kind" = "t22"."kind"
    AND "t5"."starts" = "t22"."starts"
    AND "t5"."member_id" = "t22"."member_id"
)
SELECT
  "t30"."kind",
  "t30"."starts",
  "t30"."cut",
  "t30"."of",
  '' AS "key",
  "t30"."member_id" AS "subject",
  CAST("t30"."there" AS BIGINT) AS "numerator",
  1 AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      *
    FROM "t23" AS "t24"
    WHERE
      "t24"."cut" IN ('all', 'shop', 'tier', 'segment')
  ) AS "t25"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t28"."kind",
      "t28"."starts",
      "t28"."cut",
      "t28"."of",
      "t28"."member_id",
      "t28"."orders",
      "t28"."is_new",
      "t28"."next",
      "t28"."ends",
      "t28"."there"
    FROM (
      SELECT
        "t27"."kind",
        "t27"."starts",
        "t27"."member_id",
        "t27"."orders",
        "t27"."is_new",
        "t27"."next",
        "t27"."ends",
        "t27"."there",
        "t10"."cut",
        "t10"."of"
      FROM (
        SELECT
          "t24"."kind",
          "t24"."starts",
          "t24"."member_id",
          "t24"."orders",
          "t24"."is_new",
          "t24"."next",
          "t24"."ends",
          "t24"."there"
        FROM "t23" AS "t24"
        WHERE
          "t24"."cut" = 'all'
      ) AS "t27"
      INNER JOIN (
        SELECT
          *
        FROM "stays" AS "t1"
        WHERE
          "t1"."cut" IN ('tier', 'segment')
      ) AS "t10"
        ON "t27"."member_id" = "t10"."member_id"
        AND "t10"."since" < "t27"."ends"
        AND "t10"."until" >= "t27"."ends"
    ) AS "t28"
  ) AS "t29"
) AS "t30"
