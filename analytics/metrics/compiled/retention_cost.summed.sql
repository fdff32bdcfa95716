SELECT
  *
FROM (
  SELECT
    "t0"."kind",
    "t0"."starts",
    "t0"."cut",
    "t0"."of",
    '' AS "key",
    0 AS "subject",
    "t0"."given" AS "numerator",
    0 AS "denominator"
  FROM "sale_sums" AS "t0"
  WHERE
    "t0"."kind" IN ('week', 'month', 'quarter', 'year')
    AND "t0"."cut" IN ('all', 'shop', 'tier', 'segment')
    AND "t0"."of_member"
    AND "t0"."given" > 0
) AS "t2"
UNION ALL
SELECT
  *
FROM (
  SELECT
    "t4"."kind",
    "t4"."starts",
    "t4"."cut",
    "t4"."of",
    '' AS "key",
    0 AS "subject",
    0 AS "numerator",
    "t4"."members" AS "denominator"
  FROM (
    SELECT
      "t3"."kind",
      "t3"."starts",
      "t3"."cut",
      "t3"."of",
      SUM("t3"."here") AS "members"
    FROM (
      SELECT
        "t1"."kind",
        "t1"."starts",
        "t1"."cut",
        "t1"."of",
        "t1"."before",
        "t1"."here",
        0 AS "subject"
      FROM "comer_sums" AS "t1"
      WHERE
        "t1"."kind" IN ('week', 'month', 'quarter', 'year')
        AND "t1"."cut" IN ('all', 'shop', 'tier', 'segment')
        AND "t1"."here" > 0
    ) AS "t3"
    GROUP BY
      1,
      2,
      3,
      4
  ) AS "t4"
) AS "t5"
