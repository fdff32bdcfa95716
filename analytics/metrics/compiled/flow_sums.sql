WITH "t15" AS (
  SELECT
    "t6"."day",
    "t6"."shop_id",
    "t6"."unit",
    "t6"."act",
    "t6"."bucket",
    "t6"."is_priced",
    SUM("t6"."amount") AS "amount",
    SUM("t6"."moves") AS "moves"
  FROM (
    SELECT
      "t1"."day",
      "t1"."member_id",
      "t1"."unit",
      "t1"."kind" AS "act",
      "t1"."bucket",
      "t1"."amount",
      "t1"."entry_id" AS "subject",
      COALESCE("t1"."sold_in", "t1"."shop_id") AS "shop_id",
      "t1"."step_kopecks" > 0 AS "is_priced",
      1 AS "moves"
    FROM "moves" AS "t1"
  ) AS "t6"
  GROUP BY
    1,
    2,
    3,
    4,
    5,
    6
)
SELECT
  *
FROM (
  SELECT
    "t27"."kind",
    "t27"."starts",
    "t27"."cut",
    "t27"."of",
    "t27"."unit",
    "t27"."act",
    "t27"."bucket",
    "t27"."is_priced",
    SUM("t27"."amount") AS "amount",
    SUM("t27"."moves") AS "moves"
  FROM (
    SELECT
      "t25"."cut",
      "t25"."of",
      "t25"."day",
      "t25"."unit",
      "t25"."act",
      "t25"."bucket",
      "t25"."is_priced",
      "t25"."amount",
      "t25"."moves",
      "t10"."kind",
      "t10"."starts"
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
            "t16"."unit",
            "t16"."act",
            "t16"."bucket",
            "t16"."is_priced",
            "t16"."amount",
            "t16"."moves"
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
            "t18"."unit",
            "t18"."act",
            "t18"."bucket",
            "t18"."is_priced",
            "t18"."amount",
            "t18"."moves"
          FROM (
            SELECT
              "t16"."day",
              "t16"."unit",
              "t16"."act",
              "t16"."bucket",
              "t16"."is_priced",
              SUM("t16"."amount") AS "amount",
              SUM("t16"."moves") AS "moves"
            FROM "t15" AS "t16"
            GROUP BY
              1,
              2,
              3,
              4,
              5
          ) AS "t18"
        ) AS "t20"
      ) AS "t22"
      WHERE
        "t22"."of" IS NOT NULL AND "t22"."cut" IN ('all', 'shop', 'tier', 'segment')
    ) AS "t25"
    INNER JOIN (
      SELECT
        *
      FROM "calendar" AS "t0"
      WHERE
        "t0"."kind" IN ('week', 'month', 'quarter', 'year') AND "t0"."is_before" = FALSE
    ) AS "t10"
      ON "t25"."day" = "t10"."day"
  ) AS "t27"
  GROUP BY
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8
) AS "t29"
UNION ALL
SELECT
  *
FROM (
  SELECT
    "t33"."kind",
    "t33"."starts",
    "t33"."cut",
    "t33"."of",
    "t33"."unit",
    "t33"."act",
    "t33"."bucket",
    "t33"."is_priced",
    SUM("t33"."amount") AS "amount",
    SUM("t33"."moves") AS "moves"
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
        "t31"."unit",
        "t31"."act",
        "t31"."bucket",
        "t31"."is_priced",
        "t31"."amount",
        "t31"."moves",
        "t10"."kind",
        "t10"."starts"
      FROM (
        SELECT
          "t28"."day",
          "t28"."cut",
          "t28"."of",
          "t28"."in_week",
          "t28"."in_month",
          "t28"."in_quarter",
          "t28"."in_year",
          "t28"."unit",
          "t28"."act",
          "t28"."bucket",
          "t28"."is_priced",
          SUM("t28"."amount") AS "amount",
          SUM("t28"."moves") AS "moves"
        FROM (
          SELECT
            *
          FROM (
            SELECT
              "t12"."day",
              "t13"."cut",
              "t13"."of",
              "t12"."unit",
              "t12"."act",
              "t12"."bucket",
              "t12"."is_priced",
              "t12"."amount",
              "t12"."moves",
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
                "t1"."unit",
                "t1"."kind" AS "act",
                "t1"."bucket",
                "t1"."step_kopecks" > 0 AS "is_priced",
                "t1"."amount",
                1 AS "moves"
              FROM "moves" AS "t1"
            ) AS "t12"
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
                  "t11"."day",
                  "t11"."kind",
                  "t11"."starts",
                  "t11"."is_before",
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
                ) AS "t11"
                INNER JOIN (
                  SELECT
                    *
                  FROM "periods" AS "t3"
                  WHERE
                    "t3"."kind" IN ('week', 'month', 'quarter', 'year')
                ) AS "t14"
                  ON "t11"."kind" = "t14"."kind" AND "t11"."starts" = "t14"."starts"
              ) AS "t17"
              GROUP BY
                1
            ) AS "t23"
              ON "t12"."day" = "t23"."day"
            INNER JOIN (
              SELECT
                *
              FROM "stays" AS "t2"
              WHERE
                "t2"."cut" IN ('tier', 'segment')
            ) AS "t13"
              ON "t12"."member_id" = "t13"."member_id"
          ) AS "t26"
          WHERE
            "t26"."in_week" OR "t26"."in_month" OR "t26"."in_quarter" OR "t26"."in_year"
        ) AS "t28"
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
          10,
          11
      ) AS "t31"
      INNER JOIN (
        SELECT
          *
        FROM "calendar" AS "t0"
        WHERE
          "t0"."kind" IN ('week', 'month', 'quarter', 'year') AND "t0"."is_before" = FALSE
      ) AS "t10"
        ON "t31"."day" = "t10"."day"
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
    7,
    8
) AS "t34"
