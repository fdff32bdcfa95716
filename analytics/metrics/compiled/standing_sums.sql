WITH "t7" AS NOT MATERIALIZED (
  SELECT
    "t1"."cut",
    "t1"."of",
    "t1"."member_id",
    "t1"."month",
    "t1"."until",
    "t1"."first_day",
    "t1"."last_day",
    "t1"."paid",
    "t1"."paid_so_far",
    "t1"."known_paid_so_far",
    "t1"."known_cost_so_far",
    CAST(DATE_TRUNC('MONTH', CAST("t1"."first_day" AS TIMESTAMP)) AS DATE) AS "cohort",
    1 AS "members"
  FROM "member_months" AS "t1"
), "t12" AS (
  SELECT
    "t9"."cut",
    "t9"."of",
    "t9"."month",
    "t9"."until",
    "t9"."cohort",
    "t9"."last_day",
    SUM("t9"."members") AS "members",
    SUM("t9"."paid") AS "paid",
    SUM("t9"."paid_so_far") AS "paid_so_far",
    SUM("t9"."known_paid_so_far") AS "known_paid_so_far",
    SUM("t9"."known_cost_so_far") AS "known_cost_so_far"
  FROM "t7" AS "t9"
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
    "t29"."kind",
    "t29"."starts",
    "t29"."cut",
    "t29"."of",
    "t29"."cohort",
    SUM("t29"."members") AS "members",
    SUM("t29"."came") AS "came",
    SUM("t29"."paid") AS "paid",
    SUM("t29"."paid_so_far") AS "paid_so_far",
    SUM("t29"."known_paid_so_far") AS "known_paid_so_far",
    SUM("t29"."known_cost_so_far") AS "known_cost_so_far",
    SUM("t29"."silent_30") AS "silent_30",
    SUM("t29"."silent_60") AS "silent_60",
    SUM("t29"."silent_90") AS "silent_90"
  FROM (
    SELECT
      "t27"."cut",
      "t27"."of",
      "t27"."month",
      "t27"."until",
      "t27"."cohort",
      "t27"."last_day",
      "t27"."members",
      CASE WHEN "t27"."month" = "t27"."starts" THEN "t27"."paid" ELSE 0 END AS "paid",
      "t27"."paid_so_far",
      "t27"."known_paid_so_far",
      "t27"."known_cost_so_far",
      "t27"."kind",
      "t27"."starts",
      "t27"."ends",
      "t27"."ends_30",
      "t27"."ends_60",
      "t27"."ends_90",
      CASE WHEN "t27"."month" = "t27"."starts" THEN "t27"."members" ELSE 0 END AS "came",
      CASE WHEN "t27"."last_day" < "t27"."ends_30" THEN "t27"."members" ELSE 0 END AS "silent_30",
      CASE WHEN "t27"."last_day" < "t27"."ends_60" THEN "t27"."members" ELSE 0 END AS "silent_60",
      CASE WHEN "t27"."last_day" < "t27"."ends_90" THEN "t27"."members" ELSE 0 END AS "silent_90"
    FROM (
      SELECT
        "t15"."cut",
        "t15"."of",
        "t15"."month",
        "t15"."until",
        "t15"."cohort",
        "t15"."last_day",
        "t15"."members",
        "t15"."paid",
        "t15"."paid_so_far",
        "t15"."known_paid_so_far",
        "t15"."known_cost_so_far",
        "t23"."kind",
        "t23"."starts",
        "t23"."ends",
        "t23"."ends_30",
        "t23"."ends_60",
        "t23"."ends_90"
      FROM "t12" AS "t15"
      INNER JOIN (
        SELECT
          "t21"."month",
          "t21"."until",
          "t21"."kind",
          "t21"."starts",
          "t21"."ends",
          "t21"."ends_30",
          "t21"."ends_60",
          "t21"."ends_90"
        FROM (
          SELECT
            "t19"."month",
            "t19"."until",
            "t10"."kind",
            "t10"."starts",
            "t10"."ends",
            "t10"."before",
            "t10"."ends_30",
            "t10"."ends_60",
            "t10"."ends_90"
          FROM (
            SELECT DISTINCT
              "t13"."month",
              "t13"."until"
            FROM "t12" AS "t13"
          ) AS "t19"
          INNER JOIN (
            SELECT
              "t2"."kind",
              "t2"."starts",
              "t2"."ends",
              "t2"."before",
              CAST(CAST("t2"."ends" AS TIMESTAMP) + INTERVAL '-30 DAY' AS DATE) AS "ends_30",
              CAST(CAST("t2"."ends" AS TIMESTAMP) + INTERVAL '-60 DAY' AS DATE) AS "ends_60",
              CAST(CAST("t2"."ends" AS TIMESTAMP) + INTERVAL '-90 DAY' AS DATE) AS "ends_90"
            FROM "periods" AS "t2"
            WHERE
              "t2"."kind" IN ('month', 'quarter', 'year')
          ) AS "t10"
            ON "t19"."month" < "t10"."ends" AND "t19"."until" >= "t10"."ends"
        ) AS "t21"
      ) AS "t23"
        ON "t15"."month" = "t23"."month" AND "t15"."until" = "t23"."until"
    ) AS "t27"
  ) AS "t29"
  GROUP BY
    1,
    2,
    3,
    4,
    5
) AS "t31"
UNION ALL
SELECT
  *
FROM (
  SELECT
    "t30"."kind",
    "t30"."starts",
    "t30"."cut",
    "t30"."of",
    "t30"."cohort",
    SUM("t30"."members") AS "members",
    SUM("t30"."came") AS "came",
    SUM("t30"."paid") AS "paid",
    SUM("t30"."paid_so_far") AS "paid_so_far",
    SUM("t30"."known_paid_so_far") AS "known_paid_so_far",
    SUM("t30"."known_cost_so_far") AS "known_cost_so_far",
    SUM("t30"."silent_30") AS "silent_30",
    SUM("t30"."silent_60") AS "silent_60",
    SUM("t30"."silent_90") AS "silent_90"
  FROM (
    SELECT
      "t28"."member_id",
      "t28"."month",
      "t28"."until",
      "t28"."first_day",
      "t28"."last_day",
      CASE WHEN "t28"."month" = "t28"."starts" THEN "t28"."paid" ELSE 0 END AS "paid",
      "t28"."paid_so_far",
      "t28"."known_paid_so_far",
      "t28"."known_cost_so_far",
      "t28"."cohort",
      "t28"."members",
      "t28"."kind",
      "t28"."starts",
      "t28"."ends",
      "t28"."ends_30",
      "t28"."ends_60",
      "t28"."ends_90",
      "t28"."cut",
      "t28"."of",
      CASE WHEN "t28"."month" = "t28"."starts" THEN "t28"."members" ELSE 0 END AS "came",
      CASE WHEN "t28"."last_day" < "t28"."ends_30" THEN "t28"."members" ELSE 0 END AS "silent_30",
      CASE WHEN "t28"."last_day" < "t28"."ends_60" THEN "t28"."members" ELSE 0 END AS "silent_60",
      CASE WHEN "t28"."last_day" < "t28"."ends_90" THEN "t28"."members" ELSE 0 END AS "silent_90"
    FROM (
      SELECT
        "t26"."member_id",
        "t26"."month",
        "t26"."until",
        "t26"."first_day",
        "t26"."last_day",
        "t26"."paid",
        "t26"."paid_so_far",
        "t26"."known_paid_so_far",
        "t26"."known_cost_so_far",
        "t26"."cohort",
        "t26"."members",
        "t26"."kind",
        "t26"."starts",
        "t26"."ends",
        "t26"."ends_30",
        "t26"."ends_60",
        "t26"."ends_90",
        "t6"."cut",
        "t6"."of"
      FROM (
        SELECT
          "t24"."member_id",
          "t24"."month",
          "t24"."until",
          "t24"."first_day",
          "t24"."last_day",
          "t24"."paid",
          "t24"."paid_so_far",
          "t24"."known_paid_so_far",
          "t24"."known_cost_so_far",
          "t24"."cohort",
          "t24"."members",
          "t24"."kind",
          "t24"."starts",
          "t24"."ends",
          "t24"."ends_30",
          "t24"."ends_60",
          "t24"."ends_90"
        FROM (
          SELECT
            *
          FROM (
            SELECT
              "t11"."cut",
              "t11"."of",
              "t11"."member_id",
              "t11"."month",
              "t11"."until",
              "t11"."first_day",
              "t11"."last_day",
              "t11"."paid",
              "t11"."paid_so_far",
              "t11"."known_paid_so_far",
              "t11"."known_cost_so_far",
              "t11"."cohort",
              "t11"."members",
              "t18"."kind",
              "t18"."starts",
              "t18"."ends",
              "t18"."ends_30",
              "t18"."ends_60",
              "t18"."ends_90"
            FROM "t7" AS "t11"
            INNER JOIN (
              SELECT
                "t14"."month",
                "t14"."until",
                "t14"."kind",
                "t14"."starts",
                "t14"."ends",
                "t14"."ends_30",
                "t14"."ends_60",
                "t14"."ends_90"
              FROM (
                SELECT
                  "t5"."month",
                  "t5"."until",
                  "t10"."kind",
                  "t10"."starts",
                  "t10"."ends",
                  "t10"."before",
                  "t10"."ends_30",
                  "t10"."ends_60",
                  "t10"."ends_90"
                FROM (
                  SELECT DISTINCT
                    "t1"."month",
                    "t1"."until"
                  FROM "member_months" AS "t1"
                ) AS "t5"
                INNER JOIN (
                  SELECT
                    "t2"."kind",
                    "t2"."starts",
                    "t2"."ends",
                    "t2"."before",
                    CAST(CAST("t2"."ends" AS TIMESTAMP) + INTERVAL '-30 DAY' AS DATE) AS "ends_30",
                    CAST(CAST("t2"."ends" AS TIMESTAMP) + INTERVAL '-60 DAY' AS DATE) AS "ends_60",
                    CAST(CAST("t2"."ends" AS TIMESTAMP) + INTERVAL '-90 DAY' AS DATE) AS "ends_90"
                  FROM "periods" AS "t2"
                  WHERE
                    "t2"."kind" IN ('month', 'quarter', 'year')
                ) AS "t10"
                  ON "t5"."month" < "t10"."ends" AND "t5"."until" >= "t10"."ends"
              ) AS "t14"
            ) AS "t18"
              ON "t11"."month" = "t18"."month" AND "t11"."until" = "t18"."until"
          ) AS "t20"
          WHERE
            "t20"."cut" = 'all'
        ) AS "t24"
      ) AS "t26"
      INNER JOIN (
        SELECT
          *
        FROM "stays" AS "t0"
        WHERE
          "t0"."cut" IN ('tier', 'segment')
      ) AS "t6"
        ON "t26"."member_id" = "t6"."member_id"
        AND "t6"."since" < "t26"."ends"
        AND "t6"."until" >= "t26"."ends"
    ) AS "t28"
  ) AS "t30"
  GROUP BY
    1,
    2,
    3,
    4,
    5
) AS "t32"
