WITH "t11" AS NOT MATERIALIZED (
  SELECT
    "t4"."member_id",
    "t4"."shop_id",
    "t4"."joined",
    "t4"."state",
    "t8"."kind",
    "t8"."starts"
  FROM "members" AS "t4"
  INNER JOIN (
    SELECT
      *
    FROM "calendar" AS "t1"
    WHERE
      "t1"."kind" IN ('week', 'month', 'quarter', 'year') AND "t1"."is_before" = FALSE
  ) AS "t8"
    ON "t4"."joined" = "t8"."day"
)
SELECT
  "t17"."kind",
  "t17"."starts",
  "t17"."cut",
  "t17"."of",
  '' AS "key",
  "t17"."member_id" AS "subject",
  1 AS "numerator",
  1 AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t4"."member_id",
      "t4"."shop_id",
      "t4"."joined",
      "t4"."state",
      "t8"."kind",
      "t8"."starts",
      "t10"."cut",
      "t10"."of"
    FROM "members" AS "t4"
    INNER JOIN (
      SELECT
        *
      FROM "calendar" AS "t1"
      WHERE
        "t1"."kind" IN ('week', 'month', 'quarter', 'year') AND "t1"."is_before" = FALSE
    ) AS "t8"
      ON "t4"."joined" = "t8"."day"
    INNER JOIN (
      SELECT
        *
      FROM "periods" AS "t2"
      WHERE
        "t2"."kind" IN ('week', 'month', 'quarter', 'year')
    ) AS "t9"
      ON "t8"."kind" = "t9"."kind" AND "t8"."starts" = "t9"."starts"
    INNER JOIN (
      SELECT
        *
      FROM "stays" AS "t3"
      WHERE
        "t3"."cut" IN ('tier', 'segment')
    ) AS "t10"
      ON "t4"."member_id" = "t10"."member_id"
      AND "t10"."since" < "t9"."ends"
      AND "t10"."until" >= "t9"."ends"
  ) AS "t12"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t13"."member_id",
        "t13"."shop_id",
        "t13"."joined",
        "t13"."state",
        "t13"."kind",
        "t13"."starts",
        'all' AS "cut",
        '' AS "of"
      FROM "t11" AS "t13"
    ) AS "t14"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        "t13"."member_id",
        "t13"."shop_id",
        "t13"."joined",
        "t13"."state",
        "t13"."kind",
        "t13"."starts",
        'shop' AS "cut",
        CAST("t13"."shop_id" AS VARCHAR) AS "of"
      FROM "t11" AS "t13"
      WHERE
        "t13"."shop_id" IS NOT NULL
    ) AS "t15"
  ) AS "t16"
) AS "t17"
