WITH "t21" AS (
  SELECT
    "t20"."kind",
    "t20"."starts",
    "t20"."member_id",
    "t20"."shop_id",
    SUM(
      CAST(CAST((
        "t20"."day" < "t20"."joined"
      )
      AND (
        "t20"."day" >= CAST(CAST("t20"."joined" AS TIMESTAMP) + INTERVAL '-90 DAY' AS DATE)
      ) AS INT) AS BIGINT)
    ) AS "orders_before",
    SUM(
      CASE
        WHEN (
          "t20"."day" < "t20"."joined"
        )
        AND (
          "t20"."day" >= CAST(CAST("t20"."joined" AS TIMESTAMP) + INTERVAL '-90 DAY' AS DATE)
        )
        THEN "t20"."paid"
        ELSE 0
      END
    ) AS "paid_before",
    SUM(
      CAST(CAST((
        "t20"."day" > "t20"."joined"
      ) AND (
        "t20"."day" <= "t20"."over"
      ) AS INT) AS BIGINT)
    ) AS "orders_after",
    SUM(
      CASE
        WHEN (
          "t20"."day" > "t20"."joined"
        ) AND (
          "t20"."day" <= "t20"."over"
        )
        THEN "t20"."paid"
        ELSE 0
      END
    ) AS "paid_after"
  FROM (
    SELECT
      "t19"."member_id",
      "t19"."joined",
      "t19"."over",
      "t19"."kind",
      "t19"."starts",
      "t19"."known_since",
      "t9"."shop_id",
      "t9"."day",
      "t9"."paid"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t16"."member_id",
          "t16"."joined",
          "t16"."over",
          "t14"."kind",
          "t14"."starts",
          "t13"."known_since"
        FROM (
          SELECT
            "t3"."member_id",
            "t3"."joined",
            CAST(CAST("t3"."joined" AS TIMESTAMP) + INTERVAL '90 DAY' AS DATE) AS "over"
          FROM "members" AS "t3"
        ) AS "t16"
        INNER JOIN (
          SELECT
            *
          FROM "calendar" AS "t4"
          WHERE
            "t4"."kind" IN ('week', 'month', 'quarter', 'year') AND "t4"."is_before" = FALSE
        ) AS "t14"
          ON "t16"."over" = "t14"."day"
        CROSS JOIN (
          SELECT
            MIN("t2"."day") AS "known_since"
          FROM "sales" AS "t2"
        ) AS "t13"
      ) AS "t17"
      WHERE
        "t17"."known_since" <= CAST(CAST("t17"."joined" AS TIMESTAMP) + INTERVAL '-90 DAY' AS DATE)
    ) AS "t19"
    INNER JOIN (
      SELECT
        "t2"."member_id",
        "t2"."shop_id",
        "t2"."day",
        "t2"."paid"
      FROM "sales" AS "t2"
    ) AS "t9"
      ON "t19"."member_id" = "t9"."member_id"
  ) AS "t20"
  GROUP BY
    1,
    2,
    3,
    4
), "t26" AS (
  SELECT
    *
  FROM (
    SELECT
      'shop' AS "cut",
      CAST("t22"."shop_id" AS VARCHAR) AS "of",
      "t22"."kind",
      "t22"."starts",
      "t22"."member_id",
      "t22"."orders_before",
      "t22"."paid_before",
      "t22"."orders_after",
      "t22"."paid_after"
    FROM "t21" AS "t22"
  ) AS "t24"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      'all' AS "cut",
      '' AS "of",
      "t23"."kind",
      "t23"."starts",
      "t23"."member_id",
      "t23"."orders_before",
      "t23"."paid_before",
      "t23"."orders_after",
      "t23"."paid_after"
    FROM (
      SELECT
        "t22"."kind",
        "t22"."starts",
        "t22"."member_id",
        SUM("t22"."orders_before") AS "orders_before",
        SUM("t22"."paid_before") AS "paid_before",
        SUM("t22"."orders_after") AS "orders_after",
        SUM("t22"."paid_after") AS "paid_after"
      FROM "t21" AS "t22"
      GROUP BY
        1,
        2,
        3
    ) AS "t23"
  ) AS "t25"
), "t33" AS NOT MATERIALIZED (
  SELECT
    *
  FROM (
    SELECT
      *
    FROM "t26" AS "t27"
    WHERE
      "t27"."orders_before" > 0 AND "t27"."cut" IN ('all', 'shop', 'tier', 'segment')
  ) AS "t28"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t31"."cut",
      "t31"."of",
      "t31"."kind",
      "t31"."starts",
      "t31"."member_id",
      "t31"."orders_before",
      "t31"."paid_before",
      "t31"."orders_after",
      "t31"."paid_after"
    FROM (
      SELECT
        "t30"."kind",
        "t30"."starts",
        "t30"."member_id",
        "t30"."orders_before",
        "t30"."paid_before",
        "t30"."orders_after",
        "t30"."paid_after",
        "t12"."cut",
        "t12"."of"
      FROM (
        SELECT
          "t27"."kind",
          "t27"."starts",
          "t27"."member_id",
          "t27"."orders_before",
          "t27"."paid_before",
          "t27"."orders_after",
          "t27"."paid_after"
        FROM "t26" AS "t27"
        WHERE
          "t27"."orders_before" > 0 AND "t27"."cut" = 'all'
      ) AS "t30"
      INNER JOIN (
        SELECT
          *
        FROM "periods" AS "t0"
        WHERE
          "t0"."kind" IN ('week', 'month', 'quarter', 'year')
      ) AS "t11"
        ON "t30"."kind" = "t11"."kind" AND "t30"."starts" = "t11"."starts"
      INNER JOIN (
        SELECT
          *
        FROM "stays" AS "t1"
        WHERE
          "t1"."cut" IN ('tier', 'segment')
      ) AS "t12"
        ON "t30"."member_id" = "t12"."member_id"
        AND "t12"."since" < "t11"."ends"
        AND "t12"."until" >= "t11"."ends"
    ) AS "t31"
  ) AS "t32"
)
SELECT
  *
FROM (
  SELECT
    "t34"."kind",
    "t34"."starts",
    "t34"."cut",
    "t34"."of",
    'before' AS "key",
    "t34"."member_id" AS "subject",
    "t34"."orders_before" AS "numerator",
    1 AS "denominator"
  FROM "t33" AS "t34"
) AS "t35"
UNION ALL
SELECT
  *
FROM (
  SELECT
    "t34"."kind",
    "t34"."starts",
    "t34"."cut",
    "t34"."of",
    'after' AS "key",
    "t34"."member_id" AS "subject",
    "t34"."orders_after" AS "numerator",
    1 AS "denominator"
  FROM "t33" AS "t34"
) AS "t36"
