SELECT
  "t14"."kind",
  "t14"."starts",
  "t14"."cut",
  "t14"."of",
  '' AS "key",
  "t14"."member_id" AS "subject",
  1 AS "numerator",
  "t14"."orders" AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t3"."kind",
        "t3"."starts",
        "t3"."cut",
        "t3"."of",
        "t3"."member_id",
        "t3"."orders",
        "t3"."paid",
        "t3"."is_new"
      FROM (
        SELECT
          *
        FROM "buyers" AS "t0"
        WHERE
          "t0"."kind" IN ('week', 'month', 'quarter', 'year')
          AND NOT (
            "t0"."is_before"
          )
      ) AS "t3"
    ) AS "t6"
    WHERE
      "t6"."cut" IN ('all', 'shop', 'tier', 'segment')
  ) AS "t9"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t12"."kind",
      "t12"."starts",
      "t12"."cut",
      "t12"."of",
      "t12"."member_id",
      "t12"."orders",
      "t12"."paid",
      "t12"."is_new"
    FROM (
      SELECT
        "t11"."kind",
        "t11"."starts",
        "t11"."member_id",
        "t11"."orders",
        "t11"."paid",
        "t11"."is_new",
        "t8"."cut",
        "t8"."of"
      FROM (
        SELECT
          "t6"."kind",
          "t6"."starts",
          "t6"."member_id",
          "t6"."orders",
          "t6"."paid",
          "t6"."is_new"
        FROM (
          SELECT
            "t3"."kind",
            "t3"."starts",
            "t3"."cut",
            "t3"."of",
            "t3"."member_id",
            "t3"."orders",
            "t3"."paid",
            "t3"."is_new"
          FROM (
            SELECT
              *
            FROM "buyers" AS "t0"
            WHERE
              "t0"."kind" IN ('week', 'month', 'quarter', 'year')
              AND NOT (
                "t0"."is_before"
              )
          ) AS "t3"
        ) AS "t6"
        WHERE
          "t6"."cut" = 'all'
      ) AS "t11"
      INNER JOIN (
        SELECT
          *
        FROM "periods" AS "t1"
        WHERE
          "t1"."kind" IN ('week', 'month', 'quarter', 'year')
      ) AS "t7"
        ON "t11"."kind" = "t7"."kind" AND "t11"."starts" = "t7"."starts"
      INNER JOIN (
        SELECT
          *
        FROM "stays" AS "t2"
        WHERE
          "t2"."cut" IN ('tier', 'segment')
      ) AS "t8"
        ON "t11"."member_id" = "t8"."member_id"
        AND "t8"."since" < "t7"."ends"
        AND "t8"."until" >= "t7"."ends"
    ) AS "t12"
  ) AS "t13"
) AS "t14"
