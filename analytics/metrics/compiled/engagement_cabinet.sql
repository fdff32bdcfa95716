SELECT
  "t20"."kind",
  "t20"."starts",
  "t20"."cut",
  "t20"."of",
  '' AS "key",
  "t20"."member_id" AS "subject",
  CAST(COALESCE("t22"."visited", 0) AS BIGINT) AS "numerator",
  1 AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t0"."kind",
      "t0"."starts",
      "t0"."cut",
      "t0"."of",
      "t0"."member_id"
    FROM "buyers" AS "t0"
    WHERE
      "t0"."kind" IN ('week', 'month', 'quarter', 'year')
      AND "t0"."is_before" = FALSE
      AND "t0"."cut" IN ('all', 'shop', 'tier', 'segment')
  ) AS "t6"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t15"."kind",
      "t15"."starts",
      "t15"."cut",
      "t15"."of",
      "t15"."member_id"
    FROM (
      SELECT
        "t11"."kind",
        "t11"."starts",
        "t11"."member_id",
        "t13"."cut",
        "t13"."of"
      FROM (
        SELECT
          "t0"."kind",
          "t0"."starts",
          "t0"."member_id"
        FROM "buyers" AS "t0"
        WHERE
          "t0"."kind" IN ('week', 'month', 'quarter', 'year')
          AND "t0"."is_before" = FALSE
          AND "t0"."cut" = 'all'
      ) AS "t11"
      INNER JOIN (
        SELECT
          *
        FROM "periods" AS "t2"
        WHERE
          "t2"."kind" IN ('week', 'month', 'quarter', 'year')
      ) AS "t12"
        ON "t11"."kind" = "t12"."kind" AND "t11"."starts" = "t12"."starts"
      INNER JOIN (
        SELECT
          *
        FROM "stays" AS "t3"
        WHERE
          "t3"."cut" IN ('tier', 'segment')
      ) AS "t13"
        ON "t11"."member_id" = "t13"."member_id"
        AND "t13"."since" < "t12"."ends"
        AND "t13"."until" >= "t12"."ends"
    ) AS "t15"
  ) AS "t17"
) AS "t20"
LEFT OUTER JOIN (
  SELECT
    "t18"."kind",
    "t18"."starts",
    "t18"."member_id",
    1 AS "visited"
  FROM (
    SELECT DISTINCT
      "t16"."kind",
      "t16"."starts",
      "t16"."member_id"
    FROM (
      SELECT
        "t5"."member_id",
        "t5"."day",
        "t14"."kind",
        "t14"."starts"
      FROM "visits" AS "t5"
      INNER JOIN (
        SELECT
          *
        FROM "calendar" AS "t4"
        WHERE
          "t4"."kind" IN ('week', 'month', 'quarter', 'year') AND "t4"."is_before" = FALSE
      ) AS "t14"
        ON "t5"."day" = "t14"."day"
    ) AS "t16"
  ) AS "t18"
) AS "t22"
  ON "t20"."kind" = "t22"."kind"
  AND "t20"."starts" = "t22"."starts"
  AND "t20"."member_id" = "t22"."member_id"
