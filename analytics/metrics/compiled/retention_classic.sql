SELECT
  "t24"."kind",
  "t24"."starts",
  "t24"."cut",
  "t24"."of",
  '' AS "key",
  "t24"."member_id" AS "subject",
  "t24"."now" AS "numerator",
  "t24"."then" AS "denominator"
FROM (
  SELECT
    "t23"."kind",
    "t23"."starts",
    "t23"."cut",
    "t23"."of",
    "t23"."member_id",
    SUM("t23"."now") AS "now",
    SUM("t23"."then") AS "then"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t21"."kind",
        "t21"."starts",
        "t21"."cut",
        "t21"."of",
        "t21"."member_id",
        1 AS "now",
        0 AS "then"
      FROM (
        SELECT
          *
        FROM (
          SELECT
            *
          FROM (
            SELECT
              "t5"."kind",
              "t5"."starts",
              "t5"."cut",
              "t5"."of",
              "t5"."member_id",
              "t5"."orders",
              "t5"."paid",
              "t5"."is_new"
            FROM (
              SELECT
                *
              FROM "buyers" AS "t0"
              WHERE
                "t0"."kind" IN ('week', 'month', 'quarter', 'year')
                AND NOT (
                  "t0"."is_before"
                )
            ) AS "t5"
          ) AS "t9"
          WHERE
            "t9"."cut" IN ('all', 'shop', 'tier', 'segment')
        ) AS "t12"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            "t18"."kind",
            "t18"."starts",
            "t18"."cut",
            "t18"."of",
            "t18"."member_id",
            "t18"."orders",
            "t18"."paid",
            "t18"."is_new"
          FROM (
            SELECT
              "t14"."kind",
              "t14"."starts",
              "t14"."member_id",
              "t14"."orders",
              "t14"."paid",
              "t14"."is_new",
              "t11"."cut",
              "t11"."of"
            FROM (
              SELECT
                "t9"."kind",
                "t9"."starts",
                "t9"."member_id",
                "t9"."orders",
                "t9"."paid",
                "t9"."is_new"
              FROM (
                SELECT
                  "t5"."kind",
                  "t5"."starts",
                  "t5"."cut",
                  "t5"."of",
                  "t5"."member_id",
                  "t5"."orders",
                  "t5"."paid",
                  "t5"."is_new"
                FROM (
                  SELECT
                    *
                  FROM "buyers" AS "t0"
                  WHERE
                    "t0"."kind" IN ('week', 'month', 'quarter', 'year')
                    AND NOT (
                      "t0"."is_before"
                    )
                ) AS "t5"
              ) AS "t9"
              WHERE
                "t9"."cut" = 'all'
            ) AS "t14"
            INNER JOIN (
              SELECT
                *
              FROM "periods" AS "t1"
              WHERE
                "t1"."kind" IN ('week', 'month', 'quarter', 'year')
            ) AS "t10"
              ON "t14"."kind" = "t10"."kind" AND "t14"."starts" = "t10"."starts"
            INNER JOIN (
              SELECT
                *
              FROM "stays" AS "t2"
              WHERE
                "t2"."cut" IN ('tier', 'segment')
            ) AS "t11"
              ON "t14"."member_id" = "t11"."member_id"
              AND "t11"."since" < "t10"."ends"
              AND "t11"."until" >= "t10"."ends"
          ) AS "t18"
        ) AS "t20"
      ) AS "t21"
      WHERE
        NOT (
          "t21"."is_new"
        )
    ) AS "t22"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        "t17"."kind",
        "t17"."starts",
        "t17"."cut",
        "t17"."of",
        "t17"."member_id",
        0 AS "now",
        1 AS "then"
      FROM (
        SELECT
          *
        FROM (
          SELECT
            "t0"."kind",
            "t0"."starts",
            "t0"."cut",
            "t0"."of",
            "t0"."member_id"
          FROM "buyers" AS "t0"
          WHERE
            "t0"."kind" IN ('week', 'month', 'quarter', 'year')
            AND "t0"."is_before" = TRUE
            AND "t0"."cut" IN ('all', 'shop', 'tier', 'segment')
        ) AS "t3"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            "t15"."kind",
            "t15"."starts",
            "t15"."cut",
            "t15"."of",
            "t15"."member_id"
          FROM (
            SELECT
              "t8"."kind",
              "t8"."starts",
              "t8"."member_id",
              "t11"."cut",
              "t11"."of"
            FROM (
              SELECT
                "t0"."kind",
                "t0"."starts",
                "t0"."member_id"
              FROM "buyers" AS "t0"
              WHERE
                "t0"."kind" IN ('week', 'month', 'quarter', 'year')
                AND "t0"."is_before" = TRUE
                AND "t0"."cut" = 'all'
            ) AS "t8"
            INNER JOIN (
              SELECT
                *
              FROM "periods" AS "t1"
              WHERE
                "t1"."kind" IN ('week', 'month', 'quarter', 'year')
            ) AS "t10"
              ON "t8"."kind" = "t10"."kind" AND "t8"."starts" = "t10"."starts"
            INNER JOIN (
              SELECT
                *
              FROM "stays" AS "t2"
              WHERE
                "t2"."cut" IN ('tier', 'segment')
            ) AS "t11"
              ON "t8"."member_id" = "t11"."member_id"
              AND "t11"."since" < "t10"."ends"
              AND "t11"."until" >= "t10"."ends"
          ) AS "t15"
        ) AS "t16"
      ) AS "t17"
    ) AS "t19"
  ) AS "t23"
  GROUP BY
    1,
    2,
    3,
    4,
    5
) AS "t24"
