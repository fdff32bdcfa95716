WITH "t7" AS NOT MATERIALIZED (
  SELECT
    *
  FROM "periods" AS "t2"
  WHERE
    "t2"."kind" IN ('week', 'month', 'quarter', 'year')
), "t18" AS NOT MATERIALIZED (
  SELECT
    "t13"."member_id",
    "t13"."shop_id",
    "t13"."day",
    "t13"."order_id",
    "t16"."since"
  FROM (
    SELECT
      "t3"."member_id",
      "t3"."shop_id",
      "t3"."day",
      "t3"."order_id"
    FROM "sales" AS "t3"
    WHERE
      "t3"."member_id" IS NOT NULL
  ) AS "t13"
  CROSS JOIN (
    SELECT
      MIN("t12"."starts") AS "since"
    FROM "t7" AS "t12"
  ) AS "t16"
), "t27" AS (
  SELECT
    *
  FROM (
    SELECT
      "t22"."member_id",
      "t22"."shop_id",
      "t22"."day",
      MIN("t22"."order_id") AS "order_id"
    FROM (
      SELECT
        *
      FROM "t18" AS "t19"
      WHERE
        "t19"."day" >= "t19"."since"
    ) AS "t22"
    GROUP BY
      1,
      2,
      3
  ) AS "t24"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t23"."member_id",
        "t23"."shop_id",
        MAX("t23"."day") AS "day",
        MIN("t23"."order_id") AS "order_id"
      FROM (
        SELECT
          *
        FROM "t18" AS "t19"
        WHERE
          "t19"."day" < "t19"."since"
      ) AS "t23"
      GROUP BY
        1,
        2
    ) AS "t25"
  ) AS "t26"
), "t33" AS (
  SELECT
    "t32"."cut",
    "t32"."of",
    "t32"."member_id",
    "t32"."day",
    "t32"."order_id",
    LAG("t32"."day") OVER (
      PARTITION BY "t32"."member_id", "t32"."cut", "t32"."of"
      ORDER BY "t32"."day" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS "last"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        'shop' AS "cut",
        CAST("t28"."shop_id" AS VARCHAR) AS "of",
        "t28"."member_id",
        "t28"."day",
        "t28"."order_id"
      FROM "t27" AS "t28"
    ) AS "t30"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        'all' AS "cut",
        '' AS "of",
        "t29"."member_id",
        "t29"."day",
        "t29"."order_id"
      FROM (
        SELECT
          "t28"."member_id",
          "t28"."day",
          MIN("t28"."order_id") AS "order_id"
        FROM "t27" AS "t28"
        GROUP BY
          1,
          2
      ) AS "t29"
    ) AS "t31"
  ) AS "t32"
)
SELECT
  *
FROM (
  SELECT
    "t41"."kind",
    "t41"."starts",
    "t41"."cut",
    "t41"."of",
    SUM("t41"."days") AS "days",
    SUM("t41"."pauses") AS "pauses"
  FROM (
    SELECT
      "t39"."cut",
      "t39"."of",
      "t39"."day",
      "t39"."days",
      "t39"."pauses",
      "t9"."kind",
      "t9"."starts"
    FROM (
      SELECT
        "t35"."cut",
        "t35"."of",
        "t35"."day",
        SUM("t35"."days") AS "days",
        SUM("t35"."pauses") AS "pauses"
      FROM (
        SELECT
          "t34"."cut",
          "t34"."of",
          "t34"."member_id",
          "t34"."day",
          "t34"."order_id" AS "subject",
          CAST(EXTRACT(EPOCH FROM CAST("t34"."day" AS TIMESTAMP) - CAST("t34"."last" AS TIMESTAMP)) / 86400 AS BIGINT) AS "days",
          1 AS "pauses"
        FROM "t33" AS "t34"
        WHERE
          "t34"."last" IS NOT NULL
      ) AS "t35"
      GROUP BY
        1,
        2,
        3
    ) AS "t39"
    INNER JOIN (
      SELECT
        *
      FROM "calendar" AS "t0"
      WHERE
        "t0"."kind" IN ('week', 'month', 'quarter', 'year') AND "t0"."is_before" = FALSE
    ) AS "t9"
      ON "t39"."day" = "t9"."day"
  ) AS "t41"
  GROUP BY
    1,
    2,
    3,
    4
) AS "t43"
UNION ALL
SELECT
  *
FROM (
  SELECT
    "t47"."kind",
    "t47"."starts",
    "t47"."cut",
    "t47"."of",
    SUM("t47"."days") AS "days",
    SUM("t47"."pauses") AS "pauses"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t45"."day",
        "t45"."cut",
        "t45"."of",
        "t45"."in_week",
        "t45"."in_month",
        "t45"."in_quarter",
        "t45"."in_year",
        "t45"."days",
        "t45"."pauses",
        "t9"."kind",
        "t9"."starts"
      FROM (
        SELECT
          "t42"."day",
          "t42"."cut",
          "t42"."of",
          "t42"."in_week",
          "t42"."in_month",
          "t42"."in_quarter",
          "t42"."in_year",
          SUM("t42"."days") AS "days",
          SUM("t42"."pauses") AS "pauses"
        FROM (
          SELECT
            *
          FROM (
            SELECT
              "t37"."day",
              "t11"."cut",
              "t11"."of",
              "t37"."days",
              "t37"."pauses",
              COALESCE(
                (
                  "t11"."since" < "t21"."week_ends"
                )
                AND (
                  "t11"."until" >= "t21"."week_ends"
                ),
                FALSE
              ) AS "in_week",
              COALESCE(
                (
                  "t11"."since" < "t21"."month_ends"
                )
                AND (
                  "t11"."until" >= "t21"."month_ends"
                ),
                FALSE
              ) AS "in_month",
              COALESCE(
                (
                  "t11"."since" < "t21"."quarter_ends"
                )
                AND (
                  "t11"."until" >= "t21"."quarter_ends"
                ),
                FALSE
              ) AS "in_quarter",
              COALESCE(
                (
                  "t11"."since" < "t21"."year_ends"
                )
                AND (
                  "t11"."until" >= "t21"."year_ends"
                ),
                FALSE
              ) AS "in_year"
            FROM (
              SELECT
                "t34"."member_id",
                "t34"."day",
                CAST(EXTRACT(EPOCH FROM CAST("t34"."day" AS TIMESTAMP) - CAST("t34"."last" AS TIMESTAMP)) / 86400 AS BIGINT) AS "days",
                1 AS "pauses"
              FROM "t33" AS "t34"
              WHERE
                "t34"."last" IS NOT NULL AND "t34"."cut" = 'all'
            ) AS "t37"
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
                ) AS "t10"
                INNER JOIN "t7" AS "t14"
                  ON "t10"."kind" = "t14"."kind" AND "t10"."starts" = "t14"."starts"
              ) AS "t17"
              GROUP BY
                1
            ) AS "t21"
              ON "t37"."day" = "t21"."day"
            INNER JOIN (
              SELECT
                *
              FROM "stays" AS "t1"
              WHERE
                "t1"."cut" IN ('tier', 'segment')
            ) AS "t11"
              ON "t37"."member_id" = "t11"."member_id"
          ) AS "t40"
          WHERE
            "t40"."in_week" OR "t40"."in_month" OR "t40"."in_quarter" OR "t40"."in_year"
        ) AS "t42"
        GROUP BY
          1,
          2,
          3,
          4,
          5,
          6,
          7
      ) AS "t45"
      INNER JOIN (
        SELECT
          *
        FROM "calendar" AS "t0"
        WHERE
          "t0"."kind" IN ('week', 'month', 'quarter', 'year') AND "t0"."is_before" = FALSE
      ) AS "t9"
        ON "t45"."day" = "t9"."day"
    ) AS "t46"
    WHERE
      (
        (
          "t46"."kind" = 'week'
        ) AND "t46"."in_week"
      )
      OR (
        (
          "t46"."kind" = 'month'
        ) AND "t46"."in_month"
      )
      OR (
        (
          "t46"."kind" = 'quarter'
        ) AND "t46"."in_quarter"
      )
      OR (
        (
          "t46"."kind" = 'year'
        ) AND "t46"."in_year"
      )
  ) AS "t47"
  GROUP BY
    1,
    2,
    3,
    4
) AS "t48"
