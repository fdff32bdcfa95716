WITH "t11" AS (
  SELECT
    "t7"."member_id",
    "t7"."day",
    "t7"."shop_id",
    MIN("t7"."order_id") AS "order_id"
  FROM (
    SELECT
      *
    FROM "sales" AS "t3"
    WHERE
      "t3"."member_id" IS NOT NULL
  ) AS "t7"
  GROUP BY
    1,
    2,
    3
), "t20" AS (
  SELECT
    "t19"."cut",
    "t19"."of",
    "t19"."member_id",
    "t19"."day",
    "t19"."order_id",
    "t19"."last",
    "t10"."kind",
    "t10"."starts"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t16"."cut",
        "t16"."of",
        "t16"."member_id",
        "t16"."day",
        "t16"."order_id",
        LAG("t16"."day") OVER (
          PARTITION BY "t16"."cut", "t16"."of", "t16"."member_id"
          ORDER BY "t16"."day" ASC
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) AS "last"
      FROM (
        SELECT
          *
        FROM (
          SELECT
            'shop' AS "cut",
            CAST("t12"."shop_id" AS VARCHAR) AS "of",
            "t12"."member_id",
            "t12"."day",
            "t12"."order_id"
          FROM "t11" AS "t12"
        ) AS "t14"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            'all' AS "cut",
            '' AS "of",
            "t13"."member_id",
            "t13"."day",
            "t13"."order_id"
          FROM (
            SELECT
              "t12"."member_id",
              "t12"."day",
              MIN("t12"."order_id") AS "order_id"
            FROM "t11" AS "t12"
            GROUP BY
              1,
              2
          ) AS "t13"
        ) AS "t15"
      ) AS "t16"
    ) AS "t17"
    WHERE
      "t17"."last" IS NOT NULL
  ) AS "t19"
  INNER JOIN (
    SELECT
      *
    FROM "calendar" AS "t2"
    WHERE
      "t2"."kind" IN ('week', 'month', 'quarter', 'year') AND "t2"."is_before" = FALSE
  ) AS "t10"
    ON "t19"."day" = "t10"."day"
)
SELECT
  "t27"."kind",
  "t27"."starts",
  "t27"."cut",
  "t27"."of",
  '' AS "key",
  "t27"."order_id" AS "subject",
  CAST(EXTRACT(epoch FROM CAST("t27"."day" AS TIMESTAMP) - CAST("t27"."last" AS TIMESTAMP)) / 86400 AS BIGINT) AS "numerator",
  1 AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      *
    FROM "t20" AS "t21"
    WHERE
      "t21"."cut" IN ('all', 'shop', 'tier', 'segment')
  ) AS "t22"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t25"."cut",
      "t25"."of",
      "t25"."member_id",
      "t25"."day",
      "t25"."order_id",
      "t25"."last",
      "t25"."kind",
      "t25"."starts"
    FROM (
      SELECT
        "t24"."member_id",
        "t24"."day",
        "t24"."order_id",
        "t24"."last",
        "t24"."kind",
        "t24"."starts",
        "t9"."cut",
        "t9"."of"
      FROM (
        SELECT
          "t21"."member_id",
          "t21"."day",
          "t21"."order_id",
          "t21"."last",
          "t21"."kind",
          "t21"."starts"
        FROM "t20" AS "t21"
        WHERE
          "t21"."cut" = 'all'
      ) AS "t24"
      INNER JOIN (
        SELECT
          *
        FROM "periods" AS "t0"
        WHERE
          "t0"."kind" IN ('week', 'month', 'quarter', 'year')
      ) AS "t8"
        ON "t24"."kind" = "t8"."kind" AND "t24"."starts" = "t8"."starts"
      INNER JOIN (
        SELECT
          *
        FROM "stays" AS "t1"
        WHERE
          "t1"."cut" IN ('tier', 'segment')
      ) AS "t9"
        ON "t24"."member_id" = "t9"."member_id"
        AND "t9"."since" < "t8"."ends"
        AND "t9"."until" >= "t8"."ends"
    ) AS "t25"
  ) AS "t26"
) AS "t27"
