WITH "t11" AS (
  SELECT
    "t4"."order_id",
    "t4"."member_id",
    "t4"."shop_id",
    "t4"."channel",
    "t4"."day",
    "t4"."weekday",
    "t4"."hour",
    "t4"."shelf",
    "t4"."discount",
    "t4"."points_paid",
    "t4"."certificates_paid",
    "t4"."paid",
    "t4"."cost",
    "t4"."known_paid",
    "t4"."known_cost",
    "t8"."kind",
    "t8"."starts"
  FROM "sales" AS "t4"
  INNER JOIN (
    SELECT
      *
    FROM "calendar" AS "t1"
    WHERE
      "t1"."kind" IN ('week', 'month', 'quarter', 'year') AND "t1"."is_before" = FALSE
  ) AS "t8"
    ON "t4"."day" = "t8"."day"
)
SELECT
  "t17"."kind",
  "t17"."starts",
  "t17"."cut",
  "t17"."of",
  '' AS "key",
  "t17"."order_id" AS "subject",
  CAST(CASE WHEN "t17"."discount" > 0 THEN 1 ELSE 0 END AS BIGINT) AS "numerator",
  1 AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t4"."order_id",
      "t4"."member_id",
      "t4"."shop_id",
      "t4"."channel",
      "t4"."day",
      "t4"."weekday",
      "t4"."hour",
      "t4"."shelf",
      "t4"."discount",
      "t4"."points_paid",
      "t4"."certificates_paid",
      "t4"."paid",
      "t4"."cost",
      "t4"."known_paid",
      "t4"."known_cost",
      "t8"."kind",
      "t8"."starts",
      "t10"."cut",
      "t10"."of"
    FROM "sales" AS "t4"
    INNER JOIN (
      SELECT
        *
      FROM "calendar" AS "t1"
      WHERE
        "t1"."kind" IN ('week', 'month', 'quarter', 'year') AND "t1"."is_before" = FALSE
    ) AS "t8"
      ON "t4"."day" = "t8"."day"
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
        "t13"."order_id",
        "t13"."member_id",
        "t13"."shop_id",
        "t13"."channel",
        "t13"."day",
        "t13"."weekday",
        "t13"."hour",
        "t13"."shelf",
        "t13"."discount",
        "t13"."points_paid",
        "t13"."certificates_paid",
        "t13"."paid",
        "t13"."cost",
        "t13"."known_paid",
        "t13"."known_cost",
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
        "t13"."order_id",
        "t13"."member_id",
        "t13"."shop_id",
        "t13"."channel",
        "t13"."day",
        "t13"."weekday",
        "t13"."hour",
        "t13"."shelf",
        "t13"."discount",
        "t13"."points_paid",
        "t13"."certificates_paid",
        "t13"."paid",
        "t13"."cost",
        "t13"."known_paid",
        "t13"."known_cost",
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
