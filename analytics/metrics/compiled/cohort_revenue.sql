WITH "t8" AS (
  SELECT
    "t7"."kind",
    "t7"."starts",
    "t7"."ends",
    "t3"."cut",
    "t3"."of",
    "t3"."member_id",
    "t3"."month",
    "t3"."until",
    "t3"."first_day",
    "t3"."last_day",
    "t3"."paid",
    "t3"."paid_so_far",
    "t3"."known_paid_so_far",
    "t3"."known_cost_so_far"
  FROM "member_months" AS "t3"
  INNER JOIN (
    SELECT
      *
    FROM "periods" AS "t2"
    WHERE
      "t2"."kind" IN ('month')
  ) AS "t7"
    ON "t3"."month" < "t7"."ends" AND "t3"."until" >= "t7"."ends"
)
SELECT
  "t15"."kind",
  "t15"."starts",
  "t15"."cut",
  "t15"."of",
  TO_CHAR("t15"."first_day", 'YYYY-MM') AS "key",
  "t15"."member_id" AS "subject",
  CASE WHEN "t15"."month" = "t15"."starts" THEN "t15"."paid" ELSE 0 END AS "numerator",
  1 AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      *
    FROM "t8" AS "t9"
    WHERE
      "t9"."cut" IN ('all', 'shop', 'tier', 'segment')
  ) AS "t10"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t13"."kind",
      "t13"."starts",
      "t13"."ends",
      "t13"."cut",
      "t13"."of",
      "t13"."member_id",
      "t13"."month",
      "t13"."until",
      "t13"."first_day",
      "t13"."last_day",
      "t13"."paid",
      "t13"."paid_so_far",
      "t13"."known_paid_so_far",
      "t13"."known_cost_so_far"
    FROM (
      SELECT
        "t12"."kind",
        "t12"."starts",
        "t12"."ends",
        "t12"."member_id",
        "t12"."month",
        "t12"."until",
        "t12"."first_day",
        "t12"."last_day",
        "t12"."paid",
        "t12"."paid_so_far",
        "t12"."known_paid_so_far",
        "t12"."known_cost_so_far",
        "t6"."cut",
        "t6"."of"
      FROM (
        SELECT
          "t9"."kind",
          "t9"."starts",
          "t9"."ends",
          "t9"."member_id",
          "t9"."month",
          "t9"."until",
          "t9"."first_day",
          "t9"."last_day",
          "t9"."paid",
          "t9"."paid_so_far",
          "t9"."known_paid_so_far",
          "t9"."known_cost_so_far"
        FROM "t8" AS "t9"
        WHERE
          "t9"."cut" = 'all'
      ) AS "t12"
      INNER JOIN (
        SELECT
          *
        FROM "stays" AS "t1"
        WHERE
          "t1"."cut" IN ('tier', 'segment')
      ) AS "t6"
        ON "t12"."member_id" = "t6"."member_id"
        AND "t6"."since" < "t12"."ends"
        AND "t6"."until" >= "t12"."ends"
    ) AS "t13"
  ) AS "t14"
) AS "t15"
