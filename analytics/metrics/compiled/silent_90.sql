WITH "t14" AS (
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
    "t13"."kind",
    "t13"."starts",
    "t13"."ends",
    "t13"."ends_30",
    "t13"."ends_60",
    "t13"."ends_90"
  FROM (
    SELECT
      "t0"."cut",
      "t0"."of",
      "t0"."member_id",
      "t0"."month",
      "t0"."until",
      "t0"."first_day",
      "t0"."last_day",
      "t0"."paid",
      "t0"."paid_so_far",
      "t0"."known_paid_so_far",
      "t0"."known_cost_so_far",
      CAST(DATE_TRUNC('MONTH', CAST("t0"."first_day" AS TIMESTAMP)) AS DATE) AS "cohort",
      1 AS "members"
    FROM "member_months" AS "t0"
  ) AS "t9"
  INNER JOIN (
    SELECT
      "t11"."month",
      "t11"."until",
      "t11"."kind",
      "t11"."starts",
      "t11"."ends",
      "t11"."ends_30",
      "t11"."ends_60",
      "t11"."ends_90"
    FROM (
      SELECT
        "t4"."month",
        "t4"."until",
        "t10"."kind",
        "t10"."starts",
        "t10"."ends",
        "t10"."before",
        "t10"."ends_30",
        "t10"."ends_60",
        "t10"."ends_90"
      FROM (
        SELECT DISTINCT
          "t0"."month",
          "t0"."until"
        FROM "member_months" AS "t0"
      ) AS "t4"
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
        ON "t4"."month" < "t10"."ends" AND "t4"."until" >= "t10"."ends"
    ) AS "t11"
  ) AS "t13"
    ON "t9"."month" = "t13"."month" AND "t9"."until" = "t13"."until"
)
SELECT
  "t21"."kind",
  "t21"."starts",
  "t21"."cut",
  "t21"."of",
  '' AS "key",
  "t21"."member_id" AS "subject",
  CASE WHEN "t21"."last_day" < "t21"."ends_90" THEN "t21"."members" ELSE 0 END AS "numerator",
  "t21"."members" AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      *
    FROM "t14" AS "t15"
    WHERE
      "t15"."cut" IN ('all', 'shop', 'tier', 'segment')
  ) AS "t16"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t19"."cut",
      "t19"."of",
      "t19"."member_id",
      "t19"."month",
      "t19"."until",
      "t19"."first_day",
      "t19"."last_day",
      "t19"."paid",
      "t19"."paid_so_far",
      "t19"."known_paid_so_far",
      "t19"."known_cost_so_far",
      "t19"."cohort",
      "t19"."members",
      "t19"."kind",
      "t19"."starts",
      "t19"."ends",
      "t19"."ends_30",
      "t19"."ends_60",
      "t19"."ends_90"
    FROM (
      SELECT
        "t18"."member_id",
        "t18"."month",
        "t18"."until",
        "t18"."first_day",
        "t18"."last_day",
        "t18"."paid",
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
        "t6"."cut",
        "t6"."of"
      FROM (
        SELECT
          "t15"."member_id",
          "t15"."month",
          "t15"."until",
          "t15"."first_day",
          "t15"."last_day",
          "t15"."paid",
          "t15"."paid_so_far",
          "t15"."known_paid_so_far",
          "t15"."known_cost_so_far",
          "t15"."cohort",
          "t15"."members",
          "t15"."kind",
          "t15"."starts",
          "t15"."ends",
          "t15"."ends_30",
          "t15"."ends_60",
          "t15"."ends_90"
        FROM "t14" AS "t15"
        WHERE
          "t15"."cut" = 'all'
      ) AS "t18"
      INNER JOIN (
        SELECT
          *
        FROM "stays" AS "t1"
        WHERE
          "t1"."cut" IN ('tier', 'segment')
      ) AS "t6"
        ON "t18"."member_id" = "t6"."member_id"
        AND "t6"."since" < "t18"."ends"
        AND "t6"."until" >= "t18"."ends"
    ) AS "t19"
  ) AS "t20"
) AS "t21"
