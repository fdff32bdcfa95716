WITH "t14" AS (
  SELECT
    "t10"."order_id",
    "t10"."member_id",
    "t10"."shop_id",
    "t10"."day",
    "t10"."campaign",
    "t10"."version",
    "t10"."what",
    "t10"."amount",
    "t10"."kopecks",
    "t11"."kind",
    "t11"."starts"
  FROM (
    SELECT
      *
    FROM "campaign_uses" AS "t0"
    WHERE
      "t0"."what" = 'orders'
  ) AS "t10"
  INNER JOIN (
    SELECT
      *
    FROM "calendar" AS "t2"
    WHERE
      "t2"."kind" IN ('week', 'month', 'quarter', 'year') AND "t2"."is_before" = FALSE
  ) AS "t11"
    ON "t10"."day" = "t11"."day"
), "t15" AS (
  SELECT
    "t5"."order_id",
    "t5"."member_id",
    "t5"."shop_id",
    "t5"."channel",
    "t5"."day",
    "t5"."weekday",
    "t5"."hour",
    "t5"."shelf",
    "t5"."discount",
    "t5"."points_paid",
    "t5"."certificates_paid",
    "t5"."paid",
    "t5"."cost",
    "t5"."known_paid",
    "t5"."known_cost",
    "t11"."kind",
    "t11"."starts"
  FROM "sales" AS "t5"
  INNER JOIN (
    SELECT
      *
    FROM "calendar" AS "t2"
    WHERE
      "t2"."kind" IN ('week', 'month', 'quarter', 'year') AND "t2"."is_before" = FALSE
  ) AS "t11"
    ON "t5"."day" = "t11"."day"
), "t28" AS (
  SELECT DISTINCT
    "t26"."kind",
    "t26"."starts",
    "t26"."cut",
    "t26"."of",
    "t26"."order_id",
    "t26"."campaign"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t10"."order_id",
        "t10"."member_id",
        "t10"."shop_id",
        "t10"."day",
        "t10"."campaign",
        "t10"."version",
        "t10"."what",
        "t10"."amount",
        "t10"."kopecks",
        "t11"."kind",
        "t11"."starts",
        "t13"."cut",
        "t13"."of"
      FROM (
        SELECT
          *
        FROM "campaign_uses" AS "t0"
        WHERE
          "t0"."what" = 'orders'
      ) AS "t10"
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
    ) AS "t16"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t18"."order_id",
          "t18"."member_id",
          "t18"."shop_id",
          "t18"."day",
          "t18"."campaign",
          "t18"."version",
          "t18"."what",
          "t18"."amount",
          "t18"."kopecks",
          "t18"."kind",
          "t18"."starts",
          'all' AS "cut",
          '' AS "of"
        FROM "t14" AS "t18"
      ) AS "t20"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          "t18"."order_id",
          "t18"."member_id",
          "t18"."shop_id",
          "t18"."day",
          "t18"."campaign",
          "t18"."version",
          "t18"."what",
          "t18"."amount",
          "t18"."kopecks",
          "t18"."kind",
          "t18"."starts",
          'shop' AS "cut",
          CAST("t18"."shop_id" AS VARCHAR) AS "of"
        FROM "t14" AS "t18"
        WHERE
          "t18"."shop_id" IS NOT NULL
      ) AS "t22"
    ) AS "t24"
  ) AS "t26"
)
SELECT
  *
FROM (
  SELECT
    "t30"."kind",
    "t30"."starts",
    "t30"."cut",
    "t30"."of",
    "t30"."campaign" AS "key",
    "t30"."order_id" AS "subject",
    1 AS "numerator",
    0 AS "denominator"
  FROM "t28" AS "t30"
) AS "t33"
UNION ALL
SELECT
  *
FROM (
  SELECT
    "t34"."kind",
    "t34"."starts",
    "t34"."cut",
    "t34"."of",
    "t34"."campaign" AS "key",
    0 AS "subject",
    0 AS "numerator",
    "t31"."orders" AS "denominator"
  FROM (
    SELECT DISTINCT
      "t30"."kind",
      "t30"."starts",
      "t30"."cut",
      "t30"."of",
      "t30"."campaign"
    FROM "t28" AS "t30"
  ) AS "t34"
  INNER JOIN (
    SELECT
      "t27"."kind",
      "t27"."starts",
      "t27"."cut",
      "t27"."of",
      COUNT(*) AS "orders"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t5"."order_id",
          "t5"."member_id",
          "t5"."shop_id",
          "t5"."channel",
          "t5"."day",
          "t5"."weekday",
          "t5"."hour",
          "t5"."shelf",
          "t5"."discount",
          "t5"."points_paid",
          "t5"."certificates_paid",
          "t5"."paid",
          "t5"."cost",
          "t5"."known_paid",
          "t5"."known_cost",
          "t11"."kind",
          "t11"."starts",
          "t13"."cut",
          "t13"."of"
        FROM "sales" AS "t5"
        INNER JOIN (
          SELECT
            *
          FROM "calendar" AS "t2"
          WHERE
            "t2"."kind" IN ('week', 'month', 'quarter', 'year') AND "t2"."is_before" = FALSE
        ) AS "t11"
          ON "t5"."day" = "t11"."day"
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
          ON "t5"."member_id" = "t13"."member_id"
          AND "t13"."since" < "t12"."ends"
          AND "t13"."until" >= "t12"."ends"
      ) AS "t17"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          *
        FROM (
          SELECT
            "t19"."order_id",
            "t19"."member_id",
            "t19"."shop_id",
            "t19"."channel",
            "t19"."day",
            "t19"."weekday",
            "t19"."hour",
            "t19"."shelf",
            "t19"."discount",
            "t19"."points_paid",
            "t19"."certificates_paid",
            "t19"."paid",
            "t19"."cost",
            "t19"."known_paid",
            "t19"."known_cost",
            "t19"."kind",
            "t19"."starts",
            'all' AS "cut",
            '' AS "of"
          FROM "t15" AS "t19"
        ) AS "t21"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            "t19"."order_id",
            "t19"."member_id",
            "t19"."shop_id",
            "t19"."channel",
            "t19"."day",
            "t19"."weekday",
            "t19"."hour",
            "t19"."shelf",
            "t19"."discount",
            "t19"."points_paid",
            "t19"."certificates_paid",
            "t19"."paid",
            "t19"."cost",
            "t19"."known_paid",
            "t19"."known_cost",
            "t19"."kind",
            "t19"."starts",
            'shop' AS "cut",
            CAST("t19"."shop_id" AS VARCHAR) AS "of"
          FROM "t15" AS "t19"
          WHERE
            "t19"."shop_id" IS NOT NULL
        ) AS "t23"
      ) AS "t25"
    ) AS "t27"
    GROUP BY
      1,
      2,
      3,
      4
  ) AS "t31"
    ON "t34"."kind" = "t31"."kind"
    AND "t34"."starts" = "t31"."starts"
    AND "t34"."cut" = "t31"."cut"
    AND "t34"."of" = "t31"."of"
) AS "t35"
