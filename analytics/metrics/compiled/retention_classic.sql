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
), "t10" AS NOT MATERIALIZED (
  SELECT
    "t3"."kind",
    "t7"."starts",
    "t7"."ends",
    "t3"."cut",
    "t3"."of",
    "t3"."member_id",
    CAST(CASE WHEN COALESCE("t3"."next" = "t7"."starts", FALSE) THEN 1 ELSE 0 END AS BIGINT) AS "here"
  FROM "buyers" AS "t3"
  INNER JOIN (
    SELECT
      *
    FROM "periods" AS "t2"
    WHERE
      "t2"."kind" IN ('week', 'month', 'quarter', 'year')
  ) AS "t7"
    ON "t3"."kind" = "t7"."kind" AND "t3"."starts" = "t7"."before"
)
SELECT
  "t27"."kind",
  "t27"."starts",
  "t27"."cut",
  "t27"."of",
  '' AS "key",
  "t27"."subject",
  "t27"."now" AS "numerator",
  "t27"."then" AS "denominator"
FROM (
  SELECT
    "t26"."kind",
    "t26"."starts",
    "t26"."cut",
    "t26"."of",
    "t26"."subject",
    SUM("t26"."now") AS "now",
    SUM("t26"."then") AS "then"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t21"."kind",
        "t21"."starts",
        "t21"."cut",
        "t21"."of",
        "t21"."member_id" AS "subject",
        1 - CAST(CASE WHEN "t21"."is_new" THEN 1 ELSE 0 END AS BIGINT) AS "now",
        0 AS "then"
      FROM (
        SELECT
          *
        FROM (
          SELECT
            *
          FROM "t8" AS "t9"
          WHERE
            "t9"."cut" IN ('all', 'shop', 'tier', 'segment')
        ) AS "t12"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            "t18"."kind",
            "t18"."starts",
            "t18"."cut",
            "t18"."of",
            "t18"."member_id",
            "t18"."orders",
            "t18"."is_new",
            "t18"."next",
            "t18"."ends"
          FROM (
            SELECT
              "t14"."kind",
              "t14"."starts",
              "t14"."member_id",
              "t14"."orders",
              "t14"."is_new",
              "t14"."next",
              "t14"."ends",
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
            ) AS "t14"
            INNER JOIN (
              SELECT
                *
              FROM "stays" AS "t1"
              WHERE
                "t1"."cut" IN ('tier', 'segment')
            ) AS "t6"
              ON "t14"."member_id" = "t6"."member_id"
              AND "t6"."since" < "t14"."ends"
              AND "t6"."until" >= "t14"."ends"
          ) AS "t18"
        ) AS "t20"
      ) AS "t21"
      WHERE
        (
          1 - CAST(CASE WHEN "t21"."is_new" THEN 1 ELSE 0 END AS BIGINT)
        ) > 0
    ) AS "t25"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        "t23"."kind",
        "t23"."starts",
        "t23"."cut",
        "t23"."of",
        "t23"."member_id" AS "subject",
        0 AS "now",
        1 AS "then"
      FROM (
        SELECT
          *
        FROM (
          SELECT
            *
          FROM "t10" AS "t11"
          WHERE
            "t11"."cut" IN ('all', 'shop', 'tier', 'segment')
        ) AS "t15"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            "t19"."kind",
            "t19"."starts",
            "t19"."ends",
            "t19"."cut",
            "t19"."of",
            "t19"."member_id",
            "t19"."here"
          FROM (
            SELECT
              "t17"."kind",
              "t17"."starts",
              "t17"."ends",
              "t17"."member_id",
              "t17"."here",
              "t6"."cut",
              "t6"."of"
            FROM (
              SELECT
                "t11"."kind",
                "t11"."starts",
                "t11"."ends",
                "t11"."member_id",
                "t11"."here"
              FROM "t10" AS "t11"
              WHERE
                "t11"."cut" = 'all'
            ) AS "t17"
            INNER JOIN (
              SELECT
                *
              FROM "stays" AS "t1"
              WHERE
                "t1"."cut" IN ('tier', 'segment')
            ) AS "t6"
              ON "t17"."member_id" = "t6"."member_id"
              AND "t6"."since" < "t17"."ends"
              AND "t6"."until" >= "t17"."ends"
          ) AS "t19"
        ) AS "t22"
      ) AS "t23"
    ) AS "t24"
  ) AS "t26"
  GROUP BY
    1,
    2,
    3,
    4,
    5
) AS "t27"
