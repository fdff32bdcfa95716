WITH "t7" AS (
  SELECT DISTINCT
    "t2"."day",
    "t2"."member_id",
    "t2"."shop_id",
    "t2"."order_id",
    "t2"."campaign"
  FROM "campaign_uses" AS "t2"
  WHERE
    "t2"."what" = 'orders'
), "t18" AS (
  SELECT
    "t15"."day",
    "t15"."shop_id",
    "t15"."campaign",
    SUM("t15"."orders") AS "orders"
  FROM (
    SELECT
      "t12"."day",
      "t12"."member_id",
      "t12"."shop_id",
      "t12"."campaign",
      "t12"."order_id" AS "subject",
      1 AS "orders"
    FROM "t7" AS "t12"
  ) AS "t15"
  GROUP BY
    1,
    2,
    3
)
SELECT
  *
FROM (
  SELECT
    "t30"."kind",
    "t30"."starts",
    "t30"."cut",
    "t30"."of",
    "t30"."campaign",
    SUM("t30"."orders") AS "orders"
  FROM (
    SELECT
      "t28"."cut",
      "t28"."of",
      "t28"."day",
      "t28"."campaign",
      "t28"."orders",
      "t9"."kind",
      "t9"."starts"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          *
        FROM (
          SELECT
            'shop' AS "cut",
            CAST("t19"."shop_id" AS VARCHAR) AS "of",
            "t19"."day",
            "t19"."campaign",
            "t19"."orders"
          FROM "t18" AS "t19"
        ) AS "t22"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            'all' AS "cut",
            '' AS "of",
            "t21"."day",
            "t21"."campaign",
            "t21"."orders"
          FROM (
            SELECT
              "t19"."day",
              "t19"."campaign",
              SUM("t19"."orders") AS "orders"
            FROM "t18" AS "t19"
            GROUP BY
              1,
              2
          ) AS "t21"
        ) AS "t24"
      ) AS "t25"
      WHERE
        "t25"."of" IS NOT NULL AND "t25"."cut" IN ('all', 'shop', 'tier', 'segment')
    ) AS "t28"
    INNER JOIN (
      SELECT
        *
      FROM "calendar" AS "t0"
      WHERE
        "t0"."kind" IN ('week', 'month', 'quarter', 'year') AND "t0"."is_before" = FALSE
    ) AS "t9"
      ON "t28"."day" = "t9"."day"
  ) AS "t30"
  GROUP BY
    1,
    2,
    3,
    4,
    5
) AS "t32"
UNION ALL
SELECT
  *
FROM (
  SELECT
    "t35"."kind",
    "t35"."starts",
    "t35"."cut",
    "t35"."of",
    "t35"."campaign",
    SUM("t35"."orders") AS "orders"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t33"."day",
        "t33"."cut",
        "t33"."of",
        "t33"."in_week",
        "t33"."in_month",
        "t33"."in_quarter",
        "t33"."in_year",
        "t33"."campaign",
        "t33"."orders",
        "t9"."kind",
        "t9"."starts"
      FROM (
        SELECT
          "t29"."day",
          "t29"."cut",
          "t29"."of",
          "t29"."in_week",
          "t29"."in_month",
          "t29"."in_quarter",
          "t29"."in_year",
          "t29"."campaign",
          SUM("t29"."orders") AS "orders"
        FROM (
          SELECT
            *
          FROM (
            SELECT
              "t16"."day",
              "t11"."cut",
              "t11"."of",
              "t16"."campaign",
              "t16"."orders",
              COALESCE(
                (
                  "t11"."since" < "t23"."week_ends"
                )
                AND (
                  "t11"."until" >= "t23"."week_ends"
                ),
                FALSE
              ) AS "in_week",
              COALESCE(
                (
                  "t11"."since" < "t23"."month_ends"
                )
                AND (
                  "t11"."until" >= "t23"."month_ends"
                ),
                FALSE
              ) AS "in_month",
              COALESCE(
                (
                  "t11"."since" < "t23"."quarter_ends"
                )
                AND (
                  "t11"."until" >= "t23"."quarter_ends"
                ),
                FALSE
              ) AS "in_quarter",
              COALESCE(
                (
                  "t11"."since" < "t23"."year_ends"
                )
                AND (
                  "t11"."until" >= "t23"."year_ends"
                ),
                FALSE
              ) AS "in_year"
            FROM (
              SELECT
                "t12"."member_id",
                "t12"."day",
                "t12"."campaign",
                1 AS "orders"
              FROM "t7" AS "t12"
            ) AS "t16"
            INNER JOIN (
              SELECT
                "t17"."day",
                MAX("t17"."ends") FILTER(WHERE
                  "t17"."kind" = 'week') AS "week_ends",
                MAX("t17"."ends") FILTER(WHERE
                  "t17"."kind" = 'month') AS "month_ends",
                MAX("t17"."ends") FILTER(WHERE
                  "t17"."kind" = 'quarter') AS "quarter_ends",
                MAX("t17"."ends") FILTER(WHERE
                  "t17"."kind" = 'year') AS "year_ends"
              FROM (
                SELECT
                  "t10"."day",
                  "t10"."kind",
                  "t10"."starts",
                  "t10"."is_before",
                  "t13"."ends",
                  "t13"."before"
                FROM (
                  SELECT
                    *
                  FROM "calendar" AS "t0"
                  WHERE
                    "t0"."kind" IN ('week', 'month', 'quarter', 'year')
                    AND NOT (
                      "t0"."is_before"
                    )
                ) AS "t10"
                INNER JOIN (
                  SELECT
                    *
                  FROM "periods" AS "t3"
                  WHERE
                    "t3"."kind" IN ('week', 'month', 'quarter', 'year')
                ) AS "t13"
                  ON "t10"."kind" = "t13"."kind" AND "t10"."starts" = "t13"."starts"
              ) AS "t17"
              GROUP BY
                1
            ) AS "t23"
              ON "t16"."day" = "t23"."day"
            INNER JOIN (
              SELECT
                *
              FROM "stays" AS "t1"
              WHERE
                "t1"."cut" IN ('tier', 'segment')
            ) AS "t11"
              ON "t16"."member_id" = "t11"."member_id"
          ) AS "t26"
          WHERE
            "t26"."in_week" OR "t26"."in_month" OR "t26"."in_quarter" OR "t26"."in_year"
        ) AS "t29"
        GROUP BY
          1,
          2,
          3,
          4,
          5,
          6,
          7,
          8
      ) AS "t33"
      INNER JOIN (
        SELECT
          *
        FROM "calendar" AS "t0"
        WHERE
          "t0"."kind" IN ('week', 'month', 'quarter', 'year') AND "t0"."is_before" = FALSE
      ) AS "t9"
        ON "t33"."day" = "t9"."day"
    ) AS "t34"
    WHERE
      (
        (
          "t34"."kind" = 'week'
        ) AND "t34"."in_week"
      )
      OR (
        (
          "t34"."kind" = 'month'
        ) AND "t34"."in_month"
      )
      OR (
        (
          "t34"."kind" = 'quarter'
        ) AND "t34"."in_quarter"
      )
      OR (
        (
          "t34"."kind" = 'year'
        ) AND "t34"."in_year"
      )
  ) AS "t35"
  GROUP BY
    1,
    2,
    3,
    4,
    5
) AS "t36"
