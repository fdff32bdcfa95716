SELECT
  "t6"."kind",
  "t6"."starts",
  "t6"."now",
  "t6"."cut",
  "t6"."of",
  "t6"."age",
  "t6"."members",
  "t6"."paid",
  "t6"."known_cost",
  MAX("t6"."age") OVER (
    PARTITION BY "t6"."kind", "t6"."starts", "t6"."cut", "t6"."of"
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
  ) AS "oldest"
FROM (
  SELECT
    "t5"."kind",
    "t5"."starts",
    "t5"."now",
    "t5"."cut",
    "t5"."of",
    "t5"."age",
    SUM("t5"."members") AS "members",
    SUM("t5"."paid") AS "paid",
    SUM("t5"."known_cost") AS "known_cost"
  FROM (
    SELECT
      "t2"."cut",
      "t2"."of",
      "t2"."cohort",
      "t2"."born",
      "t2"."age",
      "t2"."members",
      "t2"."paid",
      "t2"."known_cost",
      "t2"."margin_so_far",
      "t4"."kind",
      "t4"."starts",
      "t4"."now"
    FROM "cohort_ages" AS "t2"
    INNER JOIN (
      SELECT
        "t1"."kind",
        "t1"."starts",
        (
          EXTRACT(YEAR FROM "t1"."starts") * 12
        ) + EXTRACT(MONTH FROM "t1"."starts") AS "now"
      FROM "periods" AS "t1"
      WHERE
        "t1"."kind" IN ('month')
    ) AS "t4"
      ON (
        "t2"."born" + "t2"."age"
      ) <= "t4"."now"
  ) AS "t5"
  GROUP BY
    1,
    2,
    3,
    4,
    5,
    6
) AS "t6"
