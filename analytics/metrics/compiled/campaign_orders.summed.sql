SELECT
  *
FROM (
  SELECT
    "t0"."kind",
    "t0"."starts",
    "t0"."cut",
    "t0"."of",
    "t0"."campaign" AS "key",
    0 AS "subject",
    "t0"."orders" AS "numerator",
    0 AS "denominator"
  FROM "campaign_order_sums" AS "t0"
  WHERE
    "t0"."kind" IN ('week', 'month', 'quarter', 'year')
    AND "t0"."cut" IN ('all', 'shop', 'tier', 'segment')
) AS "t2"
UNION ALL
SELECT
  *
FROM (
  SELECT
    "t5"."kind",
    "t5"."starts",
    "t5"."cut",
    "t5"."of",
    "t5"."campaign" AS "key",
    0 AS "subject",
    0 AS "numerator",
    "t7"."orders" AS "denominator"
  FROM (
    SELECT DISTINCT
      "t0"."kind",
      "t0"."starts",
      "t0"."cut",
      "t0"."of",
      "t0"."campaign"
    FROM "campaign_order_sums" AS "t0"
    WHERE
      "t0"."kind" IN ('week', 'month', 'quarter', 'year')
      AND "t0"."cut" IN ('all', 'shop', 'tier', 'segment')
  ) AS "t5"
  INNER JOIN (
    SELECT
      "t4"."kind",
      "t4"."starts",
      "t4"."cut",
      "t4"."of",
      SUM("t4"."orders") AS "orders"
    FROM (
      SELECT
        "t1"."kind",
        "t1"."starts",
        "t1"."cut",
        "t1"."of",
        "t1"."of_member",
        "t1"."promoted",
        "t1"."orders",
        "t1"."paid",
        "t1"."shelf",
        "t1"."given",
        0 AS "subject"
      FROM "sale_sums" AS "t1"
      WHERE
        "t1"."kind" IN ('week', 'month', 'quarter', 'year')
        AND "t1"."cut" IN ('all', 'shop', 'tier', 'segment')
    ) AS "t4"
    GROUP BY
      1,
      2,
      3,
      4
  ) AS "t7"
    ON "t5"."kind" = "t7"."kind"
    AND "t5"."starts" = "t7"."starts"
    AND "t5"."cut" = "t7"."cut"
    AND "t5"."of" = "t7"."of"
) AS "t8"
