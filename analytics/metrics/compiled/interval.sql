WITH "t6" AS NOT MATERIALIZED (
  SELECT
    *
  FROM "periods" AS "t2"
  WHERE
    "t2"."kind" IN ('week', 'month', 'quarter', 'year')
), "t15" AS NOT MATERIALIZED (
  SELECT
    "t11"."member_id",
    "t11"."shop_id",
    "t11"."day",
    "t11"."order_id",
    "t14"."since"
  FROM (
    SELECT
      "t3"."member_id",
      "t3"."shop_id",
      "t3"."day",
      "t3"."order_id"
    FROM "sales" AS "t3"
    WHERE
      "t3"."member_id" IS NOT NULL
  ) AS "t11"
  CROSS JOIN (
    SELECT
      MIN("t10"."starts") AS "since"
    FROM "t6" AS "t10"
  ) AS "t14"
), "t22" AS (
  SELECT
    *
  FROM (
    SELECT
      "t17"."member_id",
      "t17"."shop_id",
      "t17"."day",
      MIN("t17"."order_id") AS "order_id"
    FROM (
      SELECT
        *
      FROM "t15" AS "t16"
      WHERE
        "t16"."day" >= "t16"."since"
    ) AS "t17"
    GROUP BY
      1,
      2,
      3
  ) AS "t19"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t18"."member_id",
        "t18"."shop_id",
        MAX("t18"."day") AS "day",
        MIN("t18"."order_id") AS "order_id"
      FROM (
        SELECT
          *
        FROM "t15" AS "t16"
        WHERE
          "t16"."day" < "t16"."since"
      ) AS "t18"
      GROUP BY
        1,
        2
    ) AS "t20"
  ) AS "t21"
), "t31" AS (
  SELECT
    "t30"."cut",
    "t30"."of",
    "t30"."member_id",
    "t30"."day",
    "t30"."subject",
    "t30"."days",
    "t30"."pauses",
    "t9"."kind",
    "t9"."starts"
  FROM (
    SELECT
      "t28"."cut",
      "t28"."of",
      "t28"."member_id",
      "t28"."day",
      "t28"."order_id" AS "subject",
      CAST(EXTRACT(EPOCH FROM CAST("t28"."day" AS TIMESTAMP) - CAST("t28"."last" AS TIMESTAMP)) / 86400 AS BIGINT) AS "days",
      1 AS "pauses"
    FROM (
      SELECT
        "t27"."cut",
        "t27"."of",
        "t27"."member_id",
        "t27"."day",
        "t27"."order_id",
        LAG("t27"."day") OVER (
          PARTITION BY "t27"."member_id", "t27"."cut", "t27"."of"
          ORDER BY "t27"."day" ASC
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) AS "last"
      FROM (
        SELECT
          *
        FROM (
          SELECT
            'shop' AS "cut",
            CAST("t23"."shop_id" AS VARCHAR) AS "of",
            "t23"."member_id",
            "t23"."day",
            "t23"."order_id"
          FROM "t22" AS "t23"
        ) AS "t25"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            'all' AS "cut",
            '' AS "of",
            "t24"."member_id",
            "t24"."day",
            "t24"."order_id"
          FROM (
            SELECT
              "t23"."member_id",
              "t23"."day",
              MIN("t23"."order_id") AS "order_id"
            FROM "t22" AS "t23"
            GROUP BY
              1,
              2
          ) AS "t24"
        ) AS "t26"
      ) AS "t27"
    ) AS "t28"
    WHERE
      "t28"."last" IS NOT NULL
  ) AS "t30"
  INNER JOIN (
    SELECT
      *
    FROM "calendar" AS "t1"
    WHERE
      "t1"."kind" IN ('week', 'month', 'quarter', 'year') AND "t1"."is_before" = FALSE
  ) AS "t9"
    ON "t30"."day" = "t9"."day"
)
SELECT
  "t38"."kind",
  "t38"."starts",
  "t38"."cut",
  "t38"."of",
  '' AS "key",
  "t38"."subject",
  "t38"."days" AS "numerator",
  "t38"."pauses" AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      *
    FROM "t31" AS "t32"
    WHERE
      "t32"."cut" IN ('all', 'shop', 'tier', 'segment')
  ) AS "t33"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t36"."cut",
      "t36"."of",
      "t36"."member_id",
      "t36"."day",
      "t36"."subject",
      "t36"."days",
      "t36"."pauses",
      "t36"."kind",
      "t36"."starts"
    FROM (
      SELECT
        "t35"."member_id",
        "t35"."day",
        "t35"."subject",
        "t35"."days",
        "t35"."pauses",
        "t35"."kind",
        "t35"."starts",
        "t8"."cut",
        "t8"."of"
      FROM (
        SELECT
          "t32"."member_id",
          "t32"."day",
          "t32"."subject",
          "t32"."days",
          "t32"."pauses",
          "t32"."kind",
          "t32"."starts"
        FROM "t31" AS "t32"
        WHERE
          "t32"."cut" = 'all'
      ) AS "t35"
      INNER JOIN "t6" AS "t12"
        ON "t35"."kind" = "t12"."kind" AND "t35"."starts" = "t12"."starts"
      INNER JOIN (
        SELECT
          *
        FROM "stays" AS "t0"
        WHERE
          "t0"."cut" IN ('tier', 'segment')
      ) AS "t8"
        ON "t35"."member_id" = "t8"."member_id"
        AND "t8"."since" < "t12"."ends"
        AND "t8"."until" >= "t12"."ends"
    ) AS "t36"
  ) AS "t37"
) AS "t38"
