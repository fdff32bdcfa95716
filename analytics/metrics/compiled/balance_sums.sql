WITH "t5" AS (
  SELECT
    "t2"."day",
    "t2"."shop_id",
    "t2"."unit",
    "t2"."act",
    "t2"."bucket",
    "t2"."cohort",
    "t2"."step_kopecks",
    SUM("t2"."amount") AS "amount",
    SUM("t2"."moves") AS "moves"
  FROM (
    SELECT
      "t1"."day",
      "t1"."member_id",
      "t1"."shop_id",
      "t1"."unit",
      "t1"."kind" AS "act",
      "t1"."bucket",
      "t1"."cohort",
      "t1"."step_kopecks",
      "t1"."amount",
      "t1"."entry_id" AS "subject",
      1 AS "moves"
    FROM "moves" AS "t1"
  ) AS "t2"
  GROUP BY
    1,
    2,
    3,
    4,
    5,
    6,
    7
)
SELECT
  "t13"."kind",
  "t13"."starts",
  "t13"."cut",
  "t13"."of",
  "t13"."unit",
  "t13"."act",
  "t13"."bucket",
  "t13"."cohort",
  "t13"."step_kopecks",
  SUM("t13"."amount") AS "amount",
  SUM("t13"."moves") AS "moves"
FROM (
  SELECT
    "t12"."cut",
    "t12"."of",
    "t12"."day",
    "t12"."unit",
    "t12"."act",
    "t12"."bucket",
    "t12"."cohort",
    "t12"."step_kopecks",
    "t12"."amount",
    "t12"."moves",
    "t4"."kind",
    "t4"."starts"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        *
      FROM (
        SELECT
          'shop' AS "cut",
          CAST("t6"."shop_id" AS VARCHAR) AS "of",
          "t6"."day",
          "t6"."unit",
          "t6"."act",
          "t6"."bucket",
          "t6"."cohort",
          "t6"."step_kopecks",
          "t6"."amount",
          "t6"."moves"
        FROM "t5" AS "t6"
      ) AS "t8"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          'all' AS "cut",
          '' AS "of",
          "t7"."day",
          "t7"."unit",
          "t7"."act",
          "t7"."bucket",
          "t7"."cohort",
          "t7"."step_kopecks",
          "t7"."amount",
          "t7"."moves"
        FROM (
          SELECT
            "t6"."day",
            "t6"."unit",
            "t6"."act",
            "t6"."bucket",
            "t6"."cohort",
            "t6"."step_kopecks",
            SUM("t6"."amount") AS "amount",
            SUM("t6"."moves") AS "moves"
          FROM "t5" AS "t6"
          GROUP BY
            1,
            2,
            3,
            4,
            5,
            6
        ) AS "t7"
      ) AS "t9"
    ) AS "t10"
    WHERE
      "t10"."of" IS NOT NULL AND "t10"."cut" IN ('all', 'shop')
  ) AS "t12"
  INNER JOIN (
    SELECT
      *
    FROM "calendar" AS "t0"
    WHERE
      "t0"."kind" IN ('week', 'month', 'quarter', 'year') AND "t0"."is_before" = FALSE
  ) AS "t4"
    ON "t12"."day" = "t4"."day"
) AS "t13"
GROUP BY
  1,
  2,
  3,
  4,
  5,
  6,
  7,
  8,
  9
