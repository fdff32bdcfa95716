WITH "t8" AS NOT MATERIALIZED (
  SELECT
    *
  FROM "periods" AS "t2"
  WHERE
    "t2"."kind" IN ('week', 'month', 'quarter', 'year')
), "t9" AS NOT MATERIALIZED (
  SELECT
    *
  FROM "stays" AS "t3"
  WHERE
    "t3"."cut" IN ('tier', 'segment')
), "t18" AS NOT MATERIALIZED (
  SELECT
    "t10"."day",
    "t10"."member_id",
    "t10"."shop_id",
    "t10"."paid",
    "t10"."shelf",
    "t10"."subject",
    "t10"."of_member",
    "t10"."promoted",
    "t10"."orders",
    "t10"."given",
    "t11"."kind",
    "t11"."starts"
  FROM (
    SELECT
      "t0"."day",
      "t0"."member_id",
      "t0"."shop_id",
      "t0"."paid",
      "t0"."shelf",
      "t0"."order_id" AS "subject",
      "t0"."member_id" IS NOT NULL AS "of_member",
      "t0"."discount" > 0 AS "promoted",
      1 AS "orders",
      "t0"."discount" + "t0"."points_paid" AS "given"
    FROM "sales" AS "t0"
  ) AS "t10"
  INNER JOIN (
    SELECT
      *
    FROM "calendar" AS "t1"
    WHERE
      "t1"."kind" IN ('week', 'month', 'quarter', 'year') AND "t1"."is_before" = FALSE
  ) AS "t11"
    ON "t10"."day" = "t11"."day"
), "t22" AS NOT MATERIALIZED (
  SELECT
    "t5"."kind",
    "t15"."starts",
    "t15"."ends",
    "t5"."cut",
    "t5"."of",
    "t5"."member_id",
    CAST(CASE WHEN COALESCE("t5"."next" = "t15"."starts", FALSE) THEN 1 ELSE 0 END AS BIGINT) AS "here"
  FROM "buyers" AS "t5"
  INNER JOIN "t8" AS "t15"
    ON "t5"."kind" = "t15"."kind" AND "t5"."starts" = "t15"."before"
)
SELECT
  *
FROM (
  SELECT
    "t26"."kind",
    "t26"."starts",
    "t26"."cut",
    "t26"."of",
    '' AS "key",
    "t26"."subject",
    "t26"."given" AS "numerator",
    0 AS "denominator"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t10"."day",
        "t10"."member_id",
        "t10"."shop_id",
        "t10"."paid",
        "t10"."shelf",
        "t10"."subject",
        "t10"."of_member",
        "t10"."promoted",
        "t10"."orders",
        "t10"."given",
        "t11"."kind",
        "t11"."starts",
        "t16"."cut",
        "t16"."of"
      FROM (
        SELECT
          "t0"."day",
          "t0"."member_id",
          "t0"."shop_id",
          "t0"."paid",
          "t0"."shelf",
          "t0"."order_id" AS "subject",
          "t0"."member_id" IS NOT NULL AS "of_member",
          "t0"."discount" > 0 AS "promoted",
          1 AS "orders",
          "t0"."discount" + "t0"."points_paid" AS "given"
        FROM "sales" AS "t0"
      ) AS "t10"
      INNER JOIN (
        SELECT
          *
        FROM "calendar" AS "t1"
        WHERE
          "t1"."kind" IN ('week', 'month', 'quarter', 'year') AND "t1"."is_before" = FALSE
      ) AS "t11"
        ON "t10"."day" = "t11"."day"
      INNER JOIN "t8" AS "t14"
        ON "t11"."kind" = "t14"."kind" AND "t11"."starts" = "t14"."starts"
      INNER JOIN "t9" AS "t16"
        ON "t10"."member_id" = "t16"."member_id"
        AND "t16"."since" < "t14"."ends"
        AND "t16"."until" >= "t14"."ends"
    ) AS "t20"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t19"."day",
          "t19"."member_id",
          "t19"."shop_id",
          "t19"."paid",
          "t19"."shelf",
          "t19"."subject",
          "t19"."of_member",
          "t19"."promoted",
          "t19"."orders",
          "t19"."given",
          "t19"."kind",
          "t19"."starts",
          'all' AS "cut",
          '' AS "of"
        FROM "t18" AS "t19"
      ) AS "t21"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          "t19"."day",
          "t19"."member_id",
          "t19"."shop_id",
          "t19"."paid",
          "t19"."shelf",
          "t19"."subject",
          "t19"."of_member",
          "t19"."promoted",
          "t19"."orders",
          "t19"."given",
          "t19"."kind",
          "t19"."starts",
          'shop' AS "cut",
          CAST("t19"."shop_id" AS VARCHAR) AS "of"
        FROM "t18" AS "t19"
        WHERE
          "t19"."shop_id" IS NOT NULL
      ) AS "t23"
    ) AS "t25"
  ) AS "t26"
  WHERE
    "t26"."of_member" AND "t26"."given" > 0
) AS "t30"
UNION ALL
SELECT
  *
FROM (
  SELECT
    "t35"."kind",
    "t35"."starts",
    "t35"."cut",
    "t35"."of",
    '' AS "key",
    0 AS "subject",
    0 AS "numerator",
    "t35"."members" AS "denominator"
  FROM (
    SELECT
      "t34"."kind",
      "t34"."starts",
      "t34"."cut",
      "t34"."of",
      SUM("t34"."here") AS "members"
    FROM (
      SELECT
        "t33"."kind",
        "t33"."starts",
        "t33"."cut",
        "t33"."of",
        "t33"."here",
        "t33"."member_id" AS "subject",
        1 AS "before"
      FROM (
        SELECT
          *
        FROM (
          SELECT
            *
          FROM "t22" AS "t24"
          WHERE
            "t24"."cut" IN ('all', 'shop', 'tier', 'segment')
        ) AS "t27"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            "t31"."kind",
            "t31"."starts",
            "t31"."ends",
            "t31"."cut",
            "t31"."of",
            "t31"."member_id",
            "t31"."here"
          FROM (
            SELECT
              "t29"."kind",
              "t29"."starts",
              "t29"."ends",
              "t29"."member_id",
              "t29"."here",
              "t17"."cut",
              "t17"."of"
            FROM (
              SELECT
                "t24"."kind",
                "t24"."starts",
                "t24"."ends",
                "t24"."member_id",
                "t24"."here"
              FROM "t22" AS "t24"
              WHERE
                "t24"."cut" = 'all'
            ) AS "t29"
            INNER JOIN "t9" AS "t17"
              ON "t29"."member_id" = "t17"."member_id"
              AND "t17"."since" < "t29"."ends"
              AND "t17"."until" >= "t29"."ends"
          ) AS "t31"
        ) AS "t32"
      ) AS "t33"
      WHERE
        "t33"."here" > 0
    ) AS "t34"
    GROUP BY
      1,
      2,
      3,
      4
  ) AS "t35"
) AS "t36"
