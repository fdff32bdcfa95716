WITH "t9" AS NOT MATERIALIZED (
  SELECT
    "t8"."cut",
    "t8"."of",
    "t8"."member_id",
    "t8"."month",
    "t8"."until",
    "t8"."first_day",
    "t8"."last_day",
    "t8"."paid",
    "t8"."known_cost",
    "t8"."paid_so_far",
    "t8"."known_paid_so_far",
    "t8"."known_cost_so_far",
    "t8"."cohort",
    "t8"."members",
    "t6"."kind",
    "t6"."starts",
    "t6"."ends",
    "t6"."ends_30",
    "t6"."ends_60",
    "t6"."ends_90"
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
      "t0"."known_cost",
      "t0"."paid_so_far",
      "t0"."known_paid_so_far",
      "t0"."known_cost_so_far",
      CAST(DATE_TRUNC('MONTH', CAST("t0"."first_day" AS TIMESTAMP)) AS DATE) AS "cohort",
      1 AS "members"
    FROM "member_months" AS "t0"
  ) AS "t8"
  INNER JOIN (
    SELECT
      *
    FROM "spans" AS "t2"
    WHERE
      "t2"."kind" IN ('month', 'quarter', 'year')
  ) AS "t6"
    ON "t8"."month" = "t6"."month" AND "t8"."until" = "t6"."until"
)
SELECT
  "t16"."kind",
  "t16"."starts",
  "t16"."cut",
  "t16"."of",
  '' AS "key",
  "t16"."member_id" AS "subject",
  CASE WHEN "t16"."last_day" < "t16"."ends_90" THEN "t16"."members" ELSE 0 END AS "numerator",
  "t16"."members" AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      *
    FROM "t9" AS "t10"
    WHERE
      "t10"."cut" IN ('all', 'shop', 'tier', 'segment')
  ) AS "t11"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t14"."cut",
      "t14"."of",
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
        "t13"."member_id",
        "t13"."month",
        "t13"."until",
        "t13"."first_day",
        "t13"."last_day",
        "t13"."paid",
        "t13"."known_cost",
        "t13"."paid_so_far",
        "t13"."known_paid_so_far",
        "t13"."known_cost_so_far",
        "t13"."cohort",
        "t13"."members",
        "t13"."kind",
        "t13"."starts",
        "t13"."ends",
        "t13"."ends_30",
        "t13"."ends_60",
        "t13"."ends_90",
        "t5"."cut",
        "t5"."of"
      FROM (
        SELECT
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
          "t10"."kind",
          "t10"."starts",
          "t10"."ends",
          "t10"."ends_30",
          "t10"."ends_60",
          "t10"."ends_90"
        FROM "t9" AS "t10"
        WHERE
          "t10"."cut" = 'all'
      ) AS "t13"
      INNER JOIN (
        SELECT
          *
        FROM "stays" AS "t1"
        WHERE
          "t1"."cut" IN ('tier', 'segment')
      ) AS "t5"
        ON "t13"."member_id" = "t5"."member_id"
        AND "t5"."since" < "t13"."ends"
        AND "t5"."until" >= "t13"."ends"
    ) AS "t14"
  ) AS "t15"
) AS "t16"
