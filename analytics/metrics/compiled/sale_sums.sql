WITH "t15" AS (
  SELECT
    "t6"."day",
    "t6"."shop_id",
    "t6"."of_member",
    "t6"."promoted",
    SUM("t6"."orders") AS "orders",
    SUM("t6"."paid") AS "paid",
    SUM("t6"."shelf") AS "shelf",
    SUM("t6"."given") AS "given"
  FROM (
    SELECT
      "t1"."day",
      "t1"."member_id",
      "t1"."shop_id",
      "t1"."paid",
      "t1"."shelf",
      "t1"."order_id" AS "subject",
      "t1"."member_id" IS NOT NULL AS "of_member",
      "t1"."discount" > 0 AS "promoted",
      1 AS "orders",
      "t1"."discount" + "t1"."points_paid" AS "given"
    FROM "sales" AS "t1"
  ) AS "t6"
  GROUP BY
    1,
    2,
    3,
    4
)
SELECT
  *
FROM (
  SELECT
    "t27"."kind",
    "t27"."starts",
    "t27"."cut",
    "t27"."of",
    "t27"."of_member",
    "t27"."promoted",
    SUM("t27"."orders") AS "orders",
    SUM("t27"."paid") AS "paid",
    SUM("t27"."shelf") AS "shelf",
    SUM("t27"."given") AS "given"
  FROM (
    SELECT
      "t25"."cut",
      "t25"."of",
      "t25"."day",
      "t25"."of_member",
      "t25"."promoted",
      "t25"."orders",
      "t25"."paid",
      "t25"."shelf",
      "t25"."given",
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
            "t16"."of_member",
            "t16"."promoted",
            "t16"."orders",
            "t16"."paid",
            "t16"."shelf",
            "t16"."given"
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
            "t18"."of_member",
            "t18"."promoted",
            "t18"."orders",
            "t18"."paid",
            "t18"."shelf",
            "t18"."given"
          FROM (
            SELECT
              "t16"."day",
              "t16"."of_member",
              "t16"."promoted",
              SUM("t16"."orders") AS "orders",
              SUM("t16"."paid") AS "paid",
              SUM("t16"."shelf") AS "shelf",
              SUM("t16"."given") AS "given"
            FROM "t15" AS "t16"
            GROUP BY
              1,
              2,
              3
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
    6
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
    "t33"."of_member",
    "t33"."promoted",
    SUM("t33"."orders") AS "orders",
    SUM("t33"."paid") AS "paid",
    SUM("t33"."shelf") AS "shelf",
    SUM("t33"."given") AS "given"
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
        "t31"."of_member",
        "t31"."promoted",
        "t31"."orders",
        "t31"."paid",
        "t31"."shelf",
        "t31"."given",
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
          "t28"."of_member",
          "t28"."promoted",
          SUM("t28"."orders") AS "orders",
          SUM("t28"."paid") AS "paid",
          SUM("t28"."shelf") AS "shelf",
          SUM("t28"."given") AS "given"
        FROM (
          SELECT
            *
          FROM (
            SELECT
              "t12"."day",
              "t13"."cut",
              "t13"."of",
              "t12"."of_member",
              "t12"."promoted",
              "t12"."orders",
              "t12"."paid",
              "t12"."shelf",
              "t12"."given",
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
                "t1"."member_id" IS NOT NULL AS "of_member",
                "t1"."discount" > 0 AS "promoted",
                1 AS "orders",
                "t1"."paid",
                "t1"."shelf",
                "t1"."discount" + "t1"."points_paid" AS "given"
              FROM "sales" AS "t1"
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
          9
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
    6
) AS "t34"
