WITH "t16" AS NOT MATERIALIZED (
  SELECT
    "t13"."day",
    "t13"."member_id",
    "t13"."shop_id",
    "t13"."paid",
    "t13"."shelf",
    "t13"."subject",
    "t13"."of_member",
    "t13"."promoted",
    "t13"."orders",
    "t13"."given",
    "t10"."kind",
    "t10"."starts"
  FROM (
    SELECT
      "t4"."day",
      "t4"."member_id",
      "t4"."shop_id",
      "t4"."paid",
      "t4"."shelf",
      "t4"."order_id" AS "subject",
      "t4"."member_id" IS NOT NULL AS "of_member",
      "t4"."discount" > 0 AS "promoted",
      1 AS "orders",
      "t4"."discount" + "t4"."points_paid" AS "given"
    FROM "sales" AS "t4"
  ) AS "t13"
  INNER JOIN (
    SELECT
      *
    FROM "calendar" AS "t1"
    WHERE
      "t1"."kind" IN ('week', 'month', 'quarter', 'year') AND "t1"."is_before" = FALSE
  ) AS "t10"
    ON "t13"."day" = "t10"."day"
), "t19" AS (
  SELECT
    "t15"."day",
    "t15"."member_id",
    "t15"."shop_id",
    "t15"."campaign",
    "t15"."subject",
    "t15"."orders",
    "t10"."kind",
    "t10"."starts"
  FROM (
    SELECT
      "t5"."day",
      "t5"."member_id",
      "t5"."shop_id",
      "t5"."campaign",
      "t5"."order_id" AS "subject",
      1 AS "orders"
    FROM (
      SELECT DISTINCT
        "t0"."day",
        "t0"."member_id",
        "t0"."shop_id",
        "t0"."order_id",
        "t0"."campaign"
      FROM "campaign_uses" AS "t0"
      WHERE
        "t0"."what" = 'orders'
    ) AS "t5"
  ) AS "t15"
  INNER JOIN (
    SELECT
      *
    FROM "calendar" AS "t1"
    WHERE
      "t1"."kind" IN ('week', 'month', 'quarter', 'year') AND "t1"."is_before" = FALSE
  ) AS "t10"
    ON "t15"."day" = "t10"."day"
), "t29" AS (
  SELECT
    *
  FROM (
    SELECT
      "t15"."day",
      "t15"."member_id",
      "t15"."shop_id",
      "t15"."campaign",
      "t15"."subject",
      "t15"."orders",
      "t10"."kind",
      "t10"."starts",
      "t12"."cut",
      "t12"."of"
    FROM (
      SELECT
        "t5"."day",
        "t5"."member_id",
        "t5"."shop_id",
        "t5"."campaign",
        "t5"."order_id" AS "subject",
        1 AS "orders"
      FROM (
        SELECT DISTINCT
          "t0"."day",
          "t0"."member_id",
          "t0"."shop_id",
          "t0"."order_id",
          "t0"."campaign"
        FROM "campaign_uses" AS "t0"
        WHERE
          "t0"."what" = 'orders'
      ) AS "t5"
    ) AS "t15"
    INNER JOIN (
      SELECT
        *
      FROM "calendar" AS "t1"
      WHERE
        "t1"."kind" IN ('week', 'month', 'quarter', 'year') AND "t1"."is_before" = FALSE
    ) AS "t10"
      ON "t15"."day" = "t10"."day"
    INNER JOIN (
      SELECT
        *
      FROM "periods" AS "t2"
      WHERE
        "t2"."kind" IN ('week', 'month', 'quarter', 'year')
    ) AS "t11"
      ON "t10"."kind" = "t11"."kind" AND "t10"."starts" = "t11"."starts"
    INNER JOIN (
      SELECT
        *
      FROM "stays" AS "t3"
      WHERE
        "t3"."cut" IN ('tier', 'segment')
    ) AS "t12"
      ON "t15"."member_id" = "t12"."member_id"
      AND "t12"."since" < "t11"."ends"
      AND "t12"."until" >= "t11"."ends"
  ) AS "t20"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t21"."day",
        "t21"."member_id",
        "t21"."shop_id",
        "t21"."campaign",
        "t21"."subject",
        "t21"."orders",
        "t21"."kind",
        "t21"."starts",
        'all' AS "cut",
        '' AS "of"
      FROM "t19" AS "t21"
    ) AS "t24"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        "t21"."day",
        "t21"."member_id",
        "t21"."shop_id",
        "t21"."campaign",
        "t21"."subject",
        "t21"."orders",
        "t21"."kind",
        "t21"."starts",
        'shop' AS "cut",
        CAST("t21"."shop_id" AS VARCHAR) AS "of"
      FROM "t19" AS "t21"
      WHERE
        "t21"."shop_id" IS NOT NULL
    ) AS "t26"
  ) AS "t28"
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
    "t30"."subject",
    "t30"."orders" AS "numerator",
    0 AS "denominator"
  FROM "t29" AS "t30"
) AS "t34"
UNION ALL
SELECT
  *
FROM (
  SELECT
    "t35"."kind",
    "t35"."starts",
    "t35"."cut",
    "t35"."of",
    "t35"."campaign" AS "key",
    0 AS "subject",
    0 AS "numerator",
    "t32"."orders" AS "denominator"
  FROM (
    SELECT DISTINCT
      "t30"."kind",
      "t30"."starts",
      "t30"."cut",
      "t30"."of",
      "t30"."campaign"
    FROM "t29" AS "t30"
  ) AS "t35"
  INNER JOIN (
    SELECT
      "t27"."kind",
      "t27"."starts",
      "t27"."cut",
      "t27"."of",
      SUM("t27"."orders") AS "orders"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t13"."day",
          "t13"."member_id",
          "t13"."shop_id",
          "t13"."paid",
          "t13"."shelf",
          "t13"."subject",
          "t13"."of_member",
          "t13"."promoted",
          "t13"."orders",
          "t13"."given",
          "t10"."kind",
          "t10"."starts",
          "t12"."cut",
          "t12"."of"
        FROM (
          SELECT
            "t4"."day",
            "t4"."member_id",
            "t4"."shop_id",
            "t4"."paid",
            "t4"."shelf",
            "t4"."order_id" AS "subject",
            "t4"."member_id" IS NOT NULL AS "of_member",
            "t4"."discount" > 0 AS "promoted",
            1 AS "orders",
            "t4"."discount" + "t4"."points_paid" AS "given"
          FROM "sales" AS "t4"
        ) AS "t13"
        INNER JOIN (
          SELECT
            *
          FROM "calendar" AS "t1"
          WHERE
            "t1"."kind" IN ('week', 'month', 'quarter', 'year') AND "t1"."is_before" = FALSE
        ) AS "t10"
          ON "t13"."day" = "t10"."day"
        INNER JOIN (
          SELECT
            *
          FROM "periods" AS "t2"
          WHERE
            "t2"."kind" IN ('week', 'month', 'quarter', 'year')
        ) AS "t11"
          ON "t10"."kind" = "t11"."kind" AND "t10"."starts" = "t11"."starts"
        INNER JOIN (
          SELECT
            *
          FROM "stays" AS "t3"
          WHERE
            "t3"."cut" IN ('tier', 'segment')
        ) AS "t12"
          ON "t13"."member_id" = "t12"."member_id"
          AND "t12"."since" < "t11"."ends"
          AND "t12"."until" >= "t11"."ends"
      ) AS "t17"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          *
        FROM (
          SELECT
            "t18"."day",
            "t18"."member_id",
            "t18"."shop_id",
            "t18"."paid",
            "t18"."shelf",
            "t18"."subject",
            "t18"."of_member",
            "t18"."promoted",
            "t18"."orders",
            "t18"."given",
            "t18"."kind",
            "t18"."starts",
            'all' AS "cut",
            '' AS "of"
          FROM "t16" AS "t18"
        ) AS "t22"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            "t18"."day",
            "t18"."member_id",
            "t18"."shop_id",
            "t18"."paid",
            "t18"."shelf",
            "t18"."subject",
            "t18"."of_member",
            "t18"."promoted",
            "t18"."orders",
            "t18"."given",
            "t18"."kind",
            "t18"."starts",
            'shop' AS "cut",
            CAST("t18"."shop_id" AS VARCHAR) AS "of"
          FROM "t16" AS "t18"
          WHERE
            "t18"."shop_id" IS NOT NULL
        ) AS "t23"
      ) AS "t25"
    ) AS "t27"
    GROUP BY
      1,
      2,
      3,
      4
  ) AS "t32"
    ON "t35"."kind" = "t32"."kind"
    AND "t35"."starts" = "t32"."starts"
    AND "t35"."cut" = "t32"."cut"
    AND "t35"."of" = "t32"."of"
) AS "t36"
