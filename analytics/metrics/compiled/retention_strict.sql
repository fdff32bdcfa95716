WITH "t14" AS (
  SELECT
    "t11"."member_id",
    "t11"."shop_id",
    "t11"."day",
    "t12"."kind",
    "t12"."starts"
  FROM (
    SELECT
      "t2"."member_id",
      "t2"."shop_id",
      "t2"."day"
    FROM "sales" AS "t2"
    WHERE
      "t2"."member_id" IS NOT NULL
  ) AS "t11"
  INNER JOIN (
    SELECT
      *
    FROM "calendar" AS "t3"
    WHERE
      "t3"."kind" IN ('week', 'month', 'quarter', 'year') AND "t3"."is_before" = TRUE
  ) AS "t12"
    ON "t11"."day" = "t12"."day"
), "t15" AS (
  SELECT
    "t11"."member_id",
    "t11"."shop_id",
    "t11"."day",
    "t13"."kind",
    "t13"."starts"
  FROM (
    SELECT
      "t2"."member_id",
      "t2"."shop_id",
      "t2"."day"
    FROM "sales" AS "t2"
    WHERE
      "t2"."member_id" IS NOT NULL
  ) AS "t11"
  INNER JOIN (
    SELECT
      *
    FROM "calendar" AS "t3"
    WHERE
      "t3"."kind" IN ('week', 'month', 'quarter', 'year') AND "t3"."is_before" = FALSE
  ) AS "t13"
    ON "t11"."day" = "t13"."day"
), "t18" AS (
  SELECT DISTINCT
    "t16"."kind",
    "t16"."starts",
    "t16"."member_id",
    "t16"."shop_id"
  FROM "t14" AS "t16"
), "t19" AS (
  SELECT DISTINCT
    "t17"."kind",
    "t17"."starts",
    "t17"."member_id",
    "t17"."shop_id"
  FROM "t15" AS "t17"
)
SELECT
  "t38"."kind",
  "t38"."starts",
  "t38"."cut",
  "t38"."of",
  '' AS "key",
  "t38"."member_id" AS "subject",
  CAST(COALESCE("t40"."here", 0) AS BIGINT) AS "numerator",
  1 AS "denominator"
FROM (
  SELECT DISTINCT
    "t34"."kind",
    "t34"."starts",
    "t34"."cut",
    "t34"."of",
    "t34"."member_id"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t24"."kind",
        "t24"."starts",
        "t24"."member_id",
        "t24"."shop_id",
        "t10"."cut",
        "t10"."of"
      FROM "t18" AS "t24"
      INNER JOIN (
        SELECT
          *
        FROM "periods" AS "t0"
        WHERE
          "t0"."kind" IN ('week', 'month', 'quarter', 'year')
      ) AS "t9"
        ON "t24"."kind" = "t9"."kind" AND "t24"."starts" = "t9"."starts"
      INNER JOIN (
        SELECT
          *
        FROM "stays" AS "t1"
        WHERE
          "t1"."cut" IN ('tier', 'segment')
      ) AS "t10"
        ON "t24"."member_id" = "t10"."member_id"
        AND "t10"."since" < "t9"."ends"
        AND "t10"."until" >= "t9"."ends"
    ) AS "t32"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t20"."kind",
          "t20"."starts",
          "t20"."member_id",
          "t20"."shop_id",
          'all' AS "cut",
          '' AS "of"
        FROM "t18" AS "t20"
      ) AS "t26"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          "t21"."kind",
          "t21"."starts",
          "t21"."member_id",
          "t21"."shop_id",
          'shop' AS "cut",
          CAST("t21"."shop_id" AS VARCHAR) AS "of"
        FROM (
          SELECT DISTINCT
            "t16"."kind",
            "t16"."starts",
            "t16"."member_id",
            "t16"."shop_id"
          FROM "t14" AS "t16"
          WHERE
            "t16"."shop_id" IS NOT NULL
        ) AS "t21"
      ) AS "t28"
    ) AS "t30"
  ) AS "t34"
) AS "t38"
LEFT OUTER JOIN (
  SELECT
    "t37"."kind",
    "t37"."starts",
    "t37"."cut",
    "t37"."of",
    "t37"."member_id",
    1 AS "here"
  FROM (
    SELECT DISTINCT
      "t35"."kind",
      "t35"."starts",
      "t35"."cut",
      "t35"."of",
      "t35"."member_id"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t25"."kind",
          "t25"."starts",
          "t25"."member_id",
          "t25"."shop_id",
          "t10"."cut",
          "t10"."of"
        FROM "t19" AS "t25"
        INNER JOIN (
          SELECT
            *
          FROM "periods" AS "t0"
          WHERE
            "t0"."kind" IN ('week', 'month', 'quarter', 'year')
        ) AS "t9"
          ON "t25"."kind" = "t9"."kind" AND "t25"."starts" = "t9"."starts"
        INNER JOIN (
          SELECT
            *
          FROM "stays" AS "t1"
          WHERE
            "t1"."cut" IN ('tier', 'segment')
        ) AS "t10"
          ON "t25"."member_id" = "t10"."member_id"
          AND "t10"."since" < "t9"."ends"
          AND "t10"."until" >= "t9"."ends"
      ) AS "t33"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          *
        FROM (
          SELECT
            "t22"."kind",
            "t22"."starts",
            "t22"."member_id",
            "t22"."shop_id",
            'all' AS "cut",
            '' AS "of"
          FROM "t19" AS "t22"
        ) AS "t27"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            "t23"."kind",
            "t23"."starts",
            "t23"."member_id",
            "t23"."shop_id",
            'shop' AS "cut",
            CAST("t23"."shop_id" AS VARCHAR) AS "of"
          FROM (
            SELECT DISTINCT
              "t17"."kind",
              "t17"."starts",
              "t17"."member_id",
              "t17"."shop_id"
            FROM "t15" AS "t17"
            WHERE
              "t17"."shop_id" IS NOT NULL
          ) AS "t23"
        ) AS "t29"
      ) AS "t31"
    ) AS "t35"
  ) AS "t37"
) AS "t40"
  ON "t38"."kind" = "t40"."kind"
  AND "t38"."starts" = "t40"."starts"
  AND "t38"."cut" = "t40"."cut"
  AND "t38"."of" = "t40"."of"
  AND "t38"."member_id" = "t40"."member_id"
