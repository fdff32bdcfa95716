SELECT
  "t5"."kind",
  "t5"."starts",
  "t5"."cut",
  "t5"."of",
  '' AS "key",
  "t5"."subject",
  "t5"."now" AS "numerator",
  "t5"."then" AS "denominator"
FROM (
  SELECT
    "t4"."kind",
    "t4"."starts",
    "t4"."cut",
    "t4"."of",
    "t4"."subject",
    SUM("t4"."now") AS "now",
    SUM("t4"."then") AS "then"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t0"."kind",
        "t0"."starts",
        "t0"."cut",
        "t0"."of",
        0 AS "subject",
        "t0"."members" - "t0"."newcomers" AS "now",
        0 AS "then"
      FROM "buyer_sums" AS "t0"
      WHERE
        "t0"."kind" IN ('week', 'month', 'quarter', 'year')
        AND "t0"."cut" IN ('all', 'shop', 'tier', 'segment')
        AND (
          "t0"."members" - "t0"."newcomers"
        ) > 0
    ) AS "t3"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        "t1"."kind",
        "t1"."starts",
        "t1"."cut",
        "t1"."of",
        0 AS "subject",
        0 AS "now",
        "t1"."before" AS "then"
      FROM "comer_sums" AS "t1"
      WHERE
        "t1"."kind" IN ('week', 'month', 'quarter', 'year')
        AND "t1"."cut" IN ('all', 'shop', 'tier', 'segment')
    ) AS "t2"
  ) AS "t4"
  GROUP BY
    1,
    2,
    3,
    4,
    5
) AS "t5"
