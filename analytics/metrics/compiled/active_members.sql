WITH "t8" AS NOT MATERIALIZED (
  SELECT
    "t3"."kind",
    "t3"."starts",
    "t3"."cut",
    "t3"."of",
    "t3"."member_id",
    "t3"."orders",
    "t3"."is_new",
    "t3"."next",
    "t7"."ends"
  FROM "buyers" AS "t3"
  INNER JOIN (
    SELECT
      *
    FROM "periods" AS "t2"
    WHERE
      "t2"."kind" IN ('week', 'month', 'quarter', 'year')
  ) AS "t7"
    ON "t3"."kind" = "t7"."kind" AND "t3"."starts" = "t7"."starts"
)
SELECT
  "t15"."kind",
  "t15"."starts",
  "t15"."cut",
  "t15"."of",
  '' AS "key",
  "t15"."member_id" AS "subject",
  1 AS "numerator",
  "t15"."orders" AS "denominator"
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
      "t13"."cut",
      "t13"."of",
      "t13"."member_id",
      "t13"."orders",
      "t13"."is_new",
      "t13"."next",
      "t13"."ends"
    FROM (
      SELECT
        "t12"."kind",
        "t12"."starts",
        "t12"."member_id",
        "t12"."orders",
        "t12"."is_new",
        "t12"."next",
        "t12"."ends",
        "t6"."cut",
        "t6"."of"
      FROM (
        SELECT
          "t9"."kind",
          "t9"."starts",
          "t9"."member_id",
          "t9"."orders",
          "t9"."is_new",
          "t9"."next",
          "t9"."ends"
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
