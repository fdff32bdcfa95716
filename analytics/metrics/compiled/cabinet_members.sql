SELECT
  *
FROM (
  SELECT
    "t13"."kind",
    "t13"."starts",
    'all' AS "cut",
    '' AS "of",
    '' AS "key",
    "t13"."member_id" AS "subject",
    1 AS "numerator",
    0 AS "denominator"
  FROM (
    SELECT DISTINCT
      "t12"."kind",
      "t12"."starts",
      "t12"."member_id"
    FROM (
      SELECT
        "t4"."member_id",
        "t4"."day",
        "t10"."kind",
        "t10"."starts"
      FROM "visits" AS "t4"
      INNER JOIN (
        SELECT
          *
        FROM "calendar" AS "t2"
        WHERE
          "t2"."kind" IN ('week', 'month', 'quarter', 'year') AND "t2"."is_before" = FALSE
      ) AS "t10"
        ON "t4"."day" = "t10"."day"
    ) AS "t12"
  ) AS "t13"
) AS "t15"
UNION ALL
SELECT
  *
FROM (
  SELECT
    "t14"."kind",
    "t14"."starts",
    'all' AS "cut",
    '' AS "of",
    '' AS "key",
    0 AS "subject",
    0 AS "numerator",
    "t14"."members" AS "denominator"
  FROM (
    SELECT
      "t11"."kind",
      "t11"."starts",
      SUM("t11"."joined_then") AS "members"
    FROM (
      SELECT
        "t9"."kind",
        "t9"."starts",
        "t9"."ends",
        "t9"."before",
        "t8"."joined",
        "t8"."joined_then"
      FROM (
        SELECT
          *
        FROM "periods" AS "t1"
        WHERE
          "t1"."kind" IN ('week', 'month', 'quarter', 'year')
      ) AS "t9"
      INNER JOIN (
        SELECT
          "t3"."joined",
          COUNT(*) AS "joined_then"
        FROM "members" AS "t3"
        GROUP BY
          1
      ) AS "t8"
        ON "t8"."joined" < "t9"."ends"
    ) AS "t11"
    GROUP BY
      1,
      2
  ) AS "t14"
) AS "t16"
