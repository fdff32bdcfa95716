SELECT
  *
FROM (
  SELECT
    "t13"."kind",
    "t13"."starts",
    "t13"."cut",
    "t13"."of",
    "t13"."cohort",
    SUM("t13"."members") AS "members",
    SUM("t13"."came") AS "came",
    SUM("t13"."paid") AS "paid",
    SUM("t13"."paid_so_far") AS "paid_so_far",
    SUM("t13"."known_paid_so_far") AS "known_paid_so_far",
    SUM("t13"."known_cost_so_far") AS "known_cost_so_far",
    SUM("t13"."silent_30") AS "silent_30",
    SUM("t13"."silent_60") AS "silent_60",
    SUM("t13"."silent_90") AS "silent_90"
  FROM (
    SELECT
      "t11"."cut",
      "t11"."of",
      "t11"."month",
      "t11"."until",
      "t11"."cohort",
      "t11"."last_day",
      "t11"."members",
      CASE WHEN "t11"."month" = "t11"."starts" THEN "t11"."paid" ELSE 0 END AS "paid",
      "t11"."known_cost",
      "t11"."paid_so_far",
      "t11"."known_paid_so_far",
      "t11"."known_cost_so_far",
      "t11"."kind",
      "t11"."starts",
      "t11"."ends",
      "t11"."ends_30",
      "t11"."ends_60",
      "t11"."ends_90",
      CASE WHEN "t11"."month" = "t11"."starts" THEN "t11"."members" ELSE 0 END AS "came",
      CASE WHEN "t11"."last_day" < "t11"."ends_30" THEN "t11"."members" ELSE 0 END AS "silent_30",
      CASE WHEN "t11"."last_day" < "t11"."ends_60" THEN "t11"."members" ELSE 0 END AS "silent_60",
      CASE WHEN "t11"."last_day" < "t11"."ends_90" THEN "t11"."members" ELSE 0 END AS "silent_90"
    FROM (
      SELECT
        "t4"."cut",
        "t4"."of",
        "t4"."month",
        "t4"."until",
        "t4"."cohort",
        "t4"."last_day",
        "t4"."members",
        "t4"."paid",
        "t4"."known_cost",
        "t4"."paid_so_far",
        "t4"."known_paid_so_far",
        "t4"."known_cost_so_far",
        "t7"."kind",
        "t7"."starts",
        "t7"."ends",
        "t7"."ends_30",
        "t7"."ends_60",
        "t7"."ends_90"
      FROM "month_sums" AS "t4"
      INNER JOIN (
        SELECT
          *
        FROM "spans" AS "t1"
        WHERE
          "t1"."kind" IN ('month', 'quarter', 'year')
      ) AS "t7"
        ON "t4"."month" = "t7"."month" AND "t4"."until" = "t7"."until"
    ) AS "t11"
  ) AS "t13"
  GROUP BY
    1,
    2,
    3,
    4,
    5
) AS "t16"
UNION ALL
SELECT
  *
FROM (
  SELECT
    "t19"."kind",
    "t19"."starts",
    "t19"."cut",
    "t19"."of",
    "t19"."cohort",
    SUM("t19"."members") AS "members",
    SUM("t19"."came") AS "came",
    SUM("t19"."paid") AS "paid",
    SUM("t19"."paid_so_far") AS "paid_so_far",
    SUM("t19"."known_paid_so_far") AS "known_paid_so_far",
    SUM("t19"."known_cost_so_far") AS "known_cost_so_far",
    SUM("t19"."silent_30") AS "silent_30",
    SUM("t19"."silent_60") AS "silent_60",
    SUM("t19"."silent_90") AS "silent_90"
  FROM (
    SELECT
      "t18"."member_id",
      "t18"."month",
      "t18"."until",
      "t18"."first_day",
      "t18"."last_day",
      CASE WHEN "t18"."month" = "t18"."starts" THEN "t18"."paid" ELSE 0 END AS "paid",
      "t18"."known_cost",
      "t18"."paid_so_far",
      "t18"."known_paid_so_far",
      "t18"."known_cost_so_far",
      "t18"."cohort",
      "t18"."members",
      "t18"."kind",
      "t18"."starts",
      "t18"."ends",
      "t18"."ends_30",
      "t18"."ends_60",
      "t18"."ends_90",
      "t18"."cut",
      "t18"."of",
      CASE WHEN "t18"."month" = "t18"."starts" THEN "t18"."members" ELSE 0 END AS "came",
      CASE WHEN "t18"."last_day" < "t18"."ends_30" THEN "t18"."members" ELSE 0 END AS "silent_30",
      CASE WHEN "t18"."last_day" < "t18"."ends_60" THEN "t18"."members" ELSE 0 END AS "silent_60",
      CASE WHEN "t18"."last_day" < "t18"."ends_90" THEN "t18"."members" ELSE 0 END AS "silent_90"
    FROM (
      SELECT
        "t17"."member_id",
        "t17"."month",
        "t17"."until",
        "t17"."first_day",
        "t17"."last_day",
        "t17"."paid",
        "t17"."known_cost",
        "t17"."paid_so_far",
        "t17"."known_paid_so_far",
        "t17"."known_cost_so_far",
        "t17"."cohort",
        "t17"."members",
        "t17"."kind",
        "t17"."starts",
        "t17"."ends",
        "t17"."ends_30",
        "t17"."ends_60",
        "t17"."ends_90",
        "t8"."cut",
        "t8"."of"
      FROM (
        SELECT
          "t14"."member_id",
          "t14"."month",
          "t14"."until",
          "t14"."first_day",
          "t14"."last_day",
          "t14"."paid",
          "t14"."known_cost",
          "t14"."paid_so_far",
          "t14"."known_paid_so_far",
          "t14"."known_cost_so_far",
          "t14"."cohort",
          "t14"."members",
          "t14"."kind",
          "t14"."starts",
          "t14"."ends",
          "t14"."ends_30",
          "t14"."ends_60",
          "t14"."ends_90"
        FROM (
          SELECT
            *
          FROM (
            SELECT
              "t10"."cut",
              "t10"."of",
              "t10"."member_id",
              "t10"."month",
              "t10"."until",
              "t10"."first_day",
              "t10"."last_day",
              "t10"."paid",
              "t10"."known_cost",
              "t10"."paid_so_far",
              "t10"."known_paid_so_far",
              "t10"."known_cost_so_far",
              "t10"."cohort",
              "t10"."members",
              "t7"."kind",
              "t7"."starts",
              "t7"."ends",
              "t7"."ends_30",
              "t7"."ends_60",
              "t7"."ends_90"
            FROM (
              SELECT
                "t3"."cut",
                "t3"."of",
                "t3"."member_id",
                "t3"."month",
                "t3"."until",
                "t3"."first_day",
                "t3"."last_day",
                "t3"."paid",
                "t3"."known_cost",
                "t3"."paid_so_far",
                "t3"."known_paid_so_far",
                "t3"."known_cost_so_far",
                CAST(DATE_TRUNC('MONTH', CAST("t3"."first_day" AS TIMESTAMP)) AS DATE) AS "cohort",
                1 AS "members"
              FROM "member_months" AS "t3"
            ) AS "t10"
            INNER JOIN (
              SELECT
                *
              FROM "spans" AS "t1"
              WHERE
                "t1"."kind" IN ('month', 'quarter', 'year')
            ) AS "t7"
              ON "t10"."month" = "t7"."month" AND "t10"."until" = "t7"."until"
          ) AS "t12"
          WHERE
            "t12"."cut" = 'all'
        ) AS "t14"
      ) AS "t17"
      INNER JOIN (
        SELECT
          *
        FROM "stays" AS "t2"
        WHERE
          "t2"."cut" IN ('tier', 'segment')
      ) AS "t8"
        ON "t17"."member_id" = "t8"."member_id"
        AND "t8"."since" < "t17"."ends"
        AND "t8"."until" >= "t17"."ends"
    ) AS "t18"
  ) AS "t19"
  GROUP BY
    1,
    2,
    3,
    4,
    5
) AS "t20"
