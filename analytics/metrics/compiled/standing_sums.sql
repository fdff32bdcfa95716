WITH "t7" AS NOT MATERIALIZED (
  SELECT
    "t2"."cut",
    "t2"."of",
    "t2"."member_id",
    "t2"."month",
    "t2"."until",
    "t2"."first_day",
    "t2"."last_day",
    "t2"."paid",
    "t2"."paid_so_far",
    "t2"."known_paid_so_far",
    "t2"."known_cost_so_far",
    CAST(DATE_TRUNC('MONTH', CAST("t2"."first_day" AS TIMESTAMP)) AS DATE) AS "cohort",
    1 AS "members"
  FROM "member_months" AS "t2"
)
SELECT
  *
FROM (
  SELECT
    "t17"."kind",
    "t17"."starts",
    "t17"."cut",
    "t17"."of",
    "t17"."cohort",
    SUM("t17"."members") AS "members",
    SUM("t17"."came") AS "came",
    SUM("t17"."paid") AS "paid",
    SUM("t17"."paid_so_far") AS "paid_so_far",
    SUM("t17"."known_paid_so_far") AS "known_paid_so_far",
    SUM("t17"."known_cost_so_far") AS "known_cost_so_far",
    SUM("t17"."silent_30") AS "silent_30",
    SUM("t17"."silent_60") AS "silent_60",
    SUM("t17"."silent_90") AS "silent_90"
  FROM (
    SELECT
      "t13"."cut",
      "t13"."of",
      "t13"."month",
      "t13"."until",
      "t13"."cohort",
      "t13"."last_day",
      "t13"."members",
      CASE WHEN "t13"."month" = "t13"."starts" THEN "t13"."paid" ELSE 0 END AS "paid",
      "t13"."paid_so_far",
      "t13"."known_paid_so_far",
      "t13"."known_cost_so_far",
      "t13"."kind",
      "t13"."starts",
      "t13"."ends",
      "t13"."ends_30",
      "t13"."ends_60",
      "t13"."ends_90",
      CASE WHEN "t13"."month" = "t13"."starts" THEN "t13"."members" ELSE 0 END AS "came",
      CASE WHEN "t13"."last_day" < "t13"."ends_30" THEN "t13"."members" ELSE 0 END AS "silent_30",
      CASE WHEN "t13"."last_day" < "t13"."ends_60" THEN "t13"."members" ELSE 0 END AS "silent_60",
      CASE WHEN "t13"."last_day" < "t13"."ends_90" THEN "t13"."members" ELSE 0 END AS "silent_90"
    FROM (
      SELECT
        "t11"."cut",
        "t11"."of",
        "t11"."month",
        "t11"."until",
        "t11"."cohort",
        "t11"."last_day",
        "t11"."members",
        "t11"."paid",
        "t11"."paid_so_far",
        "t11"."known_paid_so_far",
        "t11"."known_cost_so_far",
        "t5"."kind",
        "t5"."starts",
        "t5"."ends",
        "t5"."ends_30",
        "t5"."ends_60",
        "t5"."ends_90"
      FROM (
        SELECT
          "t8"."cut",
          "t8"."of",
          "t8"."month",
          "t8"."until",
          "t8"."cohort",
          "t8"."last_day",
          SUM("t8"."members") AS "members",
          SUM("t8"."paid") AS "paid",
          SUM("t8"."paid_so_far") AS "paid_so_far",
          SUM("t8"."known_paid_so_far") AS "known_paid_so_far",
          SUM("t8"."known_cost_so_far") AS "known_cost_so_far"
        FROM "t7" AS "t8"
        GROUP BY
          1,
          2,
          3,
          4,
          5,
          6
      ) AS "t11"
      INNER JOIN (
        SELECT
          *
        FROM "spans" AS "t0"
        WHERE
          "t0"."kind" IN ('month', 'quarter', 'year')
      ) AS "t5"
        ON "t11"."month" = "t5"."month" AND "t11"."until" = "t5"."until"
    ) AS "t13"
  ) AS "t17"
  GROUP BY
    1,
    2,
    3,
    4,
    5
) AS "t19"
UNION ALL
SELECT
  *
FROM (
  SELECT
    "t20"."kind",
    "t20"."starts",
    "t20"."cut",
    "t20"."of",
    "t20"."cohort",
    SUM("t20"."members") AS "members",
    SUM("t20"."came") AS "came",
    SUM("t20"."paid") AS "paid",
    SUM("t20"."paid_so_far") AS "paid_so_far",
    SUM("t20"."known_paid_so_far") AS "known_paid_so_far",
    SUM("t20"."known_cost_so_far") AS "known_cost_so_far",
    SUM("t20"."silent_30") AS "silent_30",
    SUM("t20"."silent_60") AS "silent_60",
    SUM("t20"."silent_90") AS "silent_90"
  FROM (
    SELECT
      "t18"."member_id",
      "t18"."month",
      "t18"."until",
      "t18"."first_day",
      "t18"."last_day",
      CASE WHEN "t18"."month" = "t18"."starts" THEN "t18"."paid" ELSE 0 END AS "paid",
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
        "t16"."member_id",
        "t16"."month",
        "t16"."until",
        "t16"."first_day",
        "t16"."last_day",
        "t16"."paid",
        "t16"."paid_so_far",
        "t16"."known_paid_so_far",
        "t16"."known_cost_so_far",
        "t16"."cohort",
        "t16"."members",
        "t16"."kind",
        "t16"."starts",
        "t16"."ends",
        "t16"."ends_30",
        "t16"."ends_60",
        "t16"."ends_90",
        "t6"."cut",
        "t6"."of"
      FROM (
        SELECT
          "t14"."member_id",
          "t14"."month",
          "t14"."until",
          "t14"."first_day",
          "t14"."last_day",
          "t14"."paid",
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
              "t9"."cut",
              "t9"."of",
              "t9"."member_id",
              "t9"."month",
              "t9"."until",
              "t9"."first_day",
              "t9"."last_day",
              "t9"."paid",
              "t9"."paid_so_far",
              "t9"."known_paid_so_far",
              "t9"."known_cost_so_far",
              "t9"."cohort",
              "t9"."members",
              "t5"."kind",
              "t5"."starts",
              "t5"."ends",
              "t5"."ends_30",
              "t5"."ends_60",
              "t5"."ends_90"
            FROM "t7" AS "t9"
            INNER JOIN (
              SELECT
                *
              FROM "spans" AS "t0"
              WHERE
                "t0"."kind" IN ('month', 'quarter', 'year')
            ) AS "t5"
              ON "t9"."month" = "t5"."month" AND "t9"."until" = "t5"."until"
          ) AS "t12"
          WHERE
            "t12"."cut" = 'all'
        ) AS "t14"
      ) AS "t16"
      INNER JOIN (
        SELECT
          *
        FROM "stays" AS "t1"
        WHERE
          "t1"."cut" IN ('tier', 'segment')
      ) AS "t6"
        ON "t16"."member_id" = "t6"."member_id"
        AND "t6"."since" < "t16"."ends"
        AND "t6"."until" >= "t16"."ends"
    ) AS "t18"
  ) AS "t20"
  GROUP BY
    1,
    2,
    3,
    4,
    5
) AS "t21"
