WITH "t15" AS (
  SELECT
    "t5"."day",
    "t5"."shop_id",
    "t5"."category",
    "t5"."brand",
    SUM("t5"."paid") AS "paid",
    SUM("t5"."quantity_milli") AS "quantity_milli"
  FROM (
    SELECT
      "t1"."day",
      "t1"."member_id",
      "t1"."shop_id",
      "t1"."category",
      "t1"."brand",
      "t1"."paid",
      "t1"."quantity_milli",
      "t1"."line_id" AS "subject"
    FROM "sale_lines" AS "t1"
  ) AS "t5"
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
    "t27"."category",
    "t27"."brand",
    SUM("t27"."paid") AS "paid",
    SUM("t27"."quantity_milli") AS "quantity_milli"
  FROM (
    SELECT
      "t25"."cut",
      "t25"."of",
      "t25"."day",
      "t25"."category",
      "t25"."brand",
      "t25"."paid",
      "t25"."quantity_milli",
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
            "t16"."category",
            "t16"."brand",
            "t16"."paid",
            "t16"."quantity_milli"
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
            "t18"."category",
            "t18"."brand",
            "t18"."paid",
            "t18"."quantity_milli"
          FROM (
            SELECT
              "t16"."day",
              "t16"."category",
              "t16"."brand",
              SUM("t16"."paid") AS "paid",
              SUM("t16"."quantity_milli") AS "quantity_milli"
            FROM "t15" AS "t16"
            GROUP BY
              1,
              2,
              3
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
        "t0"."kind" IN ('month') AND "t0"."is_before" = FALSE
    ) AS "t11"
      ON "t25"."day" = "t11"."day"
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
    "t33"."category",
    "t33"."brand",
    SUM("t33"."paid") AS "paid",
    SUM("t33"."quantity_milli") AS "quantity_milli"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t31"."day",
        "t31"."cut",
        "t31"."of",
        "t31"."in_month",
        "t31"."category",
        "t31"."brand",
        "t31"."paid",
        "t31"."quantity_milli",
        "t11"."kind",
        "t11"."starts"
      FROM (
        SELECT
          "t28"."day",
          "t28"."cut",
          "t28"."of",
          "t28"."in_month",
          "t28"."category",
          "t28"."brand",
          SUM("t28"."paid") AS "paid",
          SUM("t28"."quantity_milli") AS "quantity_milli"
        FROM (
          SELECT
            *
          FROM (
            SELECT
              "t8"."day",
              "t13"."cut",
              "t13"."of",
              "t8"."category",
              "t8"."brand",
              "t8"."paid",
              "t8"."quantity_milli",
              COALESCE(
                (
                  "t13"."since" < "t23"."month_ends"
                )
                AND (
                  "t13"."until" >= "t23"."month_ends"
                ),
                FALSE
              ) AS "in_month"
            FROM (
              SELECT
                "t1"."member_id",
                "t1"."day",
                "t1"."category",
                "t1"."brand",
                "t1"."paid",
                "t1"."quantity_milli"
              FROM "sale_lines" AS "t1"
            ) AS "t8"
            INNER JOIN (
              SELECT
                "t17"."day",
                MAX("t17"."ends") FILTER(WHERE
                  "t17"."kind" = 'month') AS "month_ends"
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
                    "t0"."kind" IN ('month') AND NOT (
                      "t0"."is_before"
                    )
                ) AS "t12"
                INNER JOIN (
                  SELECT
                    *
                  FROM "periods" AS "t3"
                  WHERE
                    "t3"."kind" IN ('month')
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
            "t26"."in_month"
        ) AS "t28"
        GROUP BY
          1,
          2,
          3,
          4,
          5,
          6
      ) AS "t31"
      INNER JOIN (
        SELECT
          *
        FROM "calendar" AS "t0"
        WHERE
          "t0"."kind" IN ('month') AND "t0"."is_before" = FALSE
      ) AS "t11"
        ON "t31"."day" = "t11"."day"
    ) AS "t32"
    WHERE
      "t32"."kind" = 'month' AND "t32"."in_month"
  ) AS "t33"
  GROUP BY
    1,
    2,
    3,
    4,
    5,
    6
) AS "t34"
