WITH "t15" AS (
  SELECT
    "t5"."day",
    "t5"."shop_id",
    "t5"."campaign",
    "t5"."version",
    "t5"."what",
    SUM("t5"."amount") AS "amount",
    SUM("t5"."kopecks") AS "kopecks",
    SUM("t5"."uses") AS "uses"
  FROM (
    SELECT
      "t1"."day",
      "t1"."member_id",
      "t1"."shop_id",
      "t1"."campaign",
      "t1"."version",
      "t1"."what",
      "t1"."amount",
      "t1"."kopecks",
      "t1"."order_id" AS "subject",
      1 AS "uses"
    FROM "campaign_uses" AS "t1"
  ) AS "t5"
  GROUP BY
    1,
    2,
    3,
    4,
    5
)
SELECT
  *
FROM (
  SELECT
    "t27"."kind",
    "t27"."starts",
    "t27"."cut",
    "t27"."of",
    "t27"."campaign",
    "t27"."version",
    "t27"."what",
    SUM("t27"."amount") AS "amount",
    SUM("t27"."kopecks") AS "kopecks",
    SUM("t27"."uses") AS "uses"
  FROM (
    SELECT
      "t25"."cut",
      "t25"."of",
      "t25"."day",
      "t25"."campaign",
      "t25"."version",
      "t25"."what",
      "t25"."amount",
      "t25"."kopecks",
      "t25"."uses",
      "t11"."kind",
      "t11"."starts"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          *
        FROM (
          SELECT
            'shop' AS "cut",
            CAST("t16"."shop_id" AS VARCHAR) AS "of",
            "t16"."day",
            "t16"."campaign",
            "t16"."version",
            "t16"."what",
            "t16"."amount",
            "t16"."kopecks",
            "t16"."uses"
          FROM "t15" AS "t16"
        ) AS "t19"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            'all' AS "cut",
            '' AS "of",
            "t18"."day",
            "t18"."campaign",
            "t18"."version",
            "t18"."what",
            "t18"."amount",
            "t18"."kopecks",
            "t18"."uses"
          FROM (
            SELECT
              "t16"."day",
              "t16"."campaign",
              "t16"."version",
              "t16"."what",
              SUM("t16"."amount") AS "amount",
              SUM("t16"."kopecks") AS "kopecks",
              SUM("t16"."uses") AS "uses"
            FROM "t15" AS "t16"
            GROUP BY
              1,
              2,
              3,
              4
          ) AS "t18"
        ) AS "t20"
      ) AS "t21"
      WHERE
        "t21"."of" IS NOT NULL AND "t21"."cut" IN ('all', 'shop', 'tier', 'segment')
    ) AS "t25"
    INNER JOIN (
      SELECT
        *
      FROM "calendar" AS "t0"
      WHERE
        "t0"."kind" IN ('week', 'month', 'quarter', 'year') AND "t0"."is_before" = FALSE
    ) AS "t11"
      ON "t25"."day" = "t11"."day"
  ) AS "t27"
  GROUP BY
    1,
    2,
    3,
    4,
    5,
    6,
    7
) AS "t28"
UNION ALL
SELECT
  *
FROM (
  SELECT
    "t33"."kind",
    "t33"."starts",
    "t33"."cut",
    "t33"."of",
    "t33"."campaign",
    "t33"."version",
    "t33"."what",
    SUM("t33"."amount") AS "amount",
    SUM("t33"."kopecks") AS "kopecks",
    SUM("t33"."uses") AS "uses"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t31"."day",
        "t31"."cut",
        "t31"."of",
        "t31"."in_week",
        "t31"."in_month",
        "t31"."in_quarter",
        "t31"."in_year",
        "t31"."campaign",
        "t31"."version",
        "t31"."what",
        "t31"."amount",
        "t31"."kopecks",
        "t31"."uses",
        "t11"."kind",
        "t11"."starts"
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
          "t29"."version",
          "t29"."what",
          SUM("t29"."amount") AS "amount",
          SUM("t29"."kopecks") AS "kopecks",
          SUM("t29"."uses") AS "uses"
        FROM (
          SELECT
            *
          FROM (
            SELECT
              "t8"."day",
              "t13"."cut",
              "t13"."of",
              "t8"."campaign",
              "t8"."version",
              "t8"."what",
              "t8"."amount",
              "t8"."kopecks",
              "t8"."uses",
              COALESCE(
                (
                  "t13"."since" < "t23"."week_ends"
                )
                AND (
                  "t13"."until" >= "t23"."week_ends"
                ),
                FALSE
              ) AS "in_week",
              COALESCE(
                (
                  "t13"."since" < "t23"."month_ends"
                )
                AND (
                  "t13"."until" >= "t23"."month_ends"
                ),
                FALSE
              ) AS "in_month",
              COALESCE(
                (
                  "t13"."since" < "t23"."quarter_ends"
                )
                AND (
                  "t13"."until" >= "t23"."quarter_ends"
                ),
                FALSE
              ) AS "in_quarter",
              COALESCE(
                (
                  "t13"."since" < "t23"."year_ends"
                )
                AND (
                  "t13"."until" >= "t23"."year_ends"
                ),
                FALSE
              ) AS "in_year"
            FROM (
              SELECT
                "t1"."member_id",
                "t1"."day",
                "t1"."campaign",
                "t1"."version",
                "t1"."what",
                "t1"."amount",
                "t1"."kopecks",
                1 AS "uses"
              FROM "campaign_uses" AS "t1"
            ) AS "t8"
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
                  "t12"."day",
                  "t12"."kind",
                  "t12"."starts",
                  "t12"."is_before",
                  "t14"."ends",
                  "t14"."before"
                FROM (
                  SELECT
                    *
                  FROM "calendar" AS "t0"
                  WHERE
                    "t0"."kind" IN ('week', 'month', 'quarter', 'year')
                    AND NOT (
                      "t0"."is_before"
                    )
                ) AS "t12"
                INNER JOIN (
                  SELECT
                    *
                  FROM "periods" AS "t3"
                  WHERE
                    "t3"."kind" IN ('week', 'month', 'quarter', 'year')
                ) AS "t14"
                  ON "t12"."kind" = "t14"."kind" AND "t12"."starts" = "t14"."starts"
              ) AS "t17"
              GROUP BY
                1
            ) AS "t23"
              ON "t8"."day" = "t23"."day"
            INNER JOIN (
              SELECT
                *
              FROM "stays" AS "t2"
              WHERE
                "t2"."cut" IN ('tier', 'segment')
            ) AS "t13"
              ON "t8"."member_id" = "t13"."member_id"
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
          8,
          9,
          10
      ) AS "t31"
      INNER JOIN (
        SELECT
          *
        FROM "calendar" AS "t0"
        WHERE
          "t0"."kind" IN ('week', 'month', 'quarter', 'year') AND "t0"."is_before" = FALSE
      ) AS "t11"
        ON "t31"."day" = "t11"."day"
    ) AS "t32"
    WHERE
      (
        (
          "t32"."kind" = 'week'
        ) AND "t32"."in_week"
      )
      OR (
        (
          "t32"."kind" = 'month'
        ) AND "t32"."in_month"
      )
      OR (
        (
          "t32"."kind" = 'quarter'
        ) AND "t32"."in_quarter"
      )
      OR (
        (
          "t32"."kind" = 'year'
        ) AND "t32"."in_year"
      )
  ) AS "t33"
  GROUP BY
    1,
    2,
    3,
    4,
    5,
    6,
    7
) AS "t34"
