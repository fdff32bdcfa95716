SELECT
  "t17"."kind",
  "t17"."starts",
  "t17"."cut",
  "t17"."of",
  TO_CHAR("t17"."cohort", 'YYYY-MM') AS "key",
  "t17"."subject",
  "t17"."margin" AS "numerator",
  "t17"."members" AS "denominator"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t12"."kind",
      "t12"."starts",
      "t12"."cut",
      "t12"."of",
      "t12"."cohort",
      "t12"."margin",
      1 AS "members",
      "t12"."member_id" AS "subject"
    FROM (
      SELECT
        "t11"."kind",
        "t11"."starts",
        "t11"."cut",
        "t11"."of",
        "t11"."cohort",
        "t11"."member_id",
        SUM("t11"."margin") AS "margin"
      FROM (
        SELECT
          "t10"."cut",
          "t10"."of",
          "t10"."member_id",
          "t10"."month",
          "t10"."until",
          "t10"."first_day",
          "t10"."last_day",
          "t10"."paid",
          "t10"."known_cost",
          "t10"."paid_so_far",
          "t10"."known_paid_so_far",
          "t10"."known_cost_so_far",
          "t10"."cohort",
          "t10"."members",
          "t10"."margin",
          "t6"."kind",
          "t6"."starts",
          "t6"."cut" AS "cut_right",
          "t6"."of" AS "of_right"
        FROM (
          SELECT
            "t0"."cut",
            "t0"."of",
            "t0"."member_id",
            "t0"."month",
            "t0"."until",
            "t0"."first_day",
            "t0"."last_day",
            "t0"."paid",
            "t0"."known_cost",
            "t0"."paid_so_far",
            "t0"."known_paid_so_far",
            "t0"."known_cost_so_far",
            CAST(DATE_TRUNC('MONTH', CAST("t0"."first_day" AS TIMESTAMP)) AS DATE) AS "cohort",
            1 AS "members",
            "t0"."paid" - "t0"."known_cost" AS "margin"
          FROM "member_months" AS "t0"
          WHERE
            (
              (
                (
                  EXTRACT(YEAR FROM "t0"."month") * 12
                ) + EXTRACT(MONTH FROM "t0"."month")
              ) - (
                (
                  EXTRACT(YEAR FROM CAST(DATE_TRUNC('MONTH', CAST("t0"."first_day" AS TIMESTAMP)) AS DATE)) * 12
                ) + EXTRACT(MONTH FROM CAST(DATE_TRUNC('MONTH', CAST("t0"."first_day" AS TIMESTAMP)) AS DATE))
              )
            ) < 6
        ) AS "t10"
        INNER JOIN (
          SELECT
            "t2"."kind",
            "t2"."starts",
            "t2"."cut",
            "t2"."of"
          FROM "lived_ages" AS "t2"
          WHERE
            "t2"."age" = 5
        ) AS "t6"
          ON "t10"."cut" = "t6"."cut"
          AND "t10"."of" = "t6"."of"
          AND "t10"."month" <= "t6"."starts"
      ) AS "t11"
      GROUP BY
        1,
        2,
        3,
        4,
        5,
        6
    ) AS "t12"
  ) AS "t13"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t15"."kind",
      "t15"."starts",
      "t15"."cut",
      "t15"."of",
      "t15"."cohort",
      "t15"."margin",
      "t15"."members",
      0 AS "subject"
    FROM (
      SELECT
        "t14"."kind",
        "t14"."starts",
        "t14"."cut",
        "t14"."of",
        "t14"."cohort",
        SUM("t14"."margin") AS "margin",
        SUM("t14"."members") AS "members"
      FROM (
        SELECT
          "t8"."cut",
          "t8"."of",
          "t8"."cohort",
          "t8"."born",
          "t8"."age",
          CASE WHEN "t8"."is_ahead" THEN 0 ELSE "t8"."members" END AS "members",
          "t8"."paid",
          "t8"."known_cost",
          "t8"."margin_so_far",
          "t8"."kind",
          "t8"."starts",
          "t8"."now",
          "t8"."all_members",
          "t8"."all_paid",
          "t8"."all_cost",
          "t8"."is_ahead",
          CASE
            WHEN "t8"."is_ahead"
            THEN (
              (
                "t8"."members" * CAST(CAST((
                  "t8"."all_paid" - (
                    "t8"."all_paid" % "t8"."all_members"
                  )
                ) AS DOUBLE PRECISION) / "t8"."all_members" AS BIGINT)
              ) + CAST(CAST((
                (
                  "t8"."members" * (
                    "t8"."all_paid" % "t8"."all_members"
                  )
                ) - (
                  (
                    "t8"."members" * (
                      "t8"."all_paid" % "t8"."all_members"
                    )
                  ) % "t8"."all_members"
                )
              ) AS DOUBLE PRECISION) / "t8"."all_members" AS BIGINT)
            ) - (
              (
                "t8"."members" * CAST(CAST((
                  "t8"."all_cost" - (
                    "t8"."all_cost" % "t8"."all_members"
                  )
                ) AS DOUBLE PRECISION) / "t8"."all_members" AS BIGINT)
              ) + CAST(CAST((
                (
                  "t8"."members" * (
                    "t8"."all_cost" % "t8"."all_members"
                  )
                ) - (
                  (
                    "t8"."members" * (
                      "t8"."all_cost" % "t8"."all_members"
                    )
                  ) % "t8"."all_members"
                )
              ) AS DOUBLE PRECISION) / "t8"."all_members" AS BIGINT)
            )
            ELSE "t8"."margin_so_far"
          END AS "margin"
        FROM (
          SELECT
            "t3"."cut",
            "t3"."of",
            "t3"."cohort",
            "t3"."born",
            "t3"."age",
            "t3"."members",
            "t3"."paid",
            "t3"."known_cost",
            "t3"."margin_so_far",
            "t7"."kind",
            "t7"."starts",
            "t7"."now",
            "t7"."all_members",
            "t7"."all_paid",
            "t7"."all_cost",
            (
              "t3"."born" + "t3"."age"
            ) > "t7"."now" AS "is_ahead"
          FROM "cohort_ages" AS "t3"
          INNER JOIN (
            SELECT
              "t2"."kind",
              "t2"."starts",
              "t2"."now",
              "t2"."cut",
              "t2"."of",
              "t2"."age",
              "t2"."members" AS "all_members",
              "t2"."paid" AS "all_paid",
              "t2"."known_cost" AS "all_cost",
              "t2"."oldest"
            FROM "lived_ages" AS "t2"
            WHERE
              "t2"."oldest" >= 5 AND "t2"."age" <= 5
          ) AS "t7"
            ON "t3"."cut" = "t7"."cut"
            AND "t3"."of" = "t7"."of"
            AND "t3"."age" = "t7"."age"
            AND "t3"."born" <= "t7"."now"
            AND (
              (
                (
                  "t3"."born" + "t3"."age"
                ) >= "t7"."now"
              ) OR (
                "t3"."age" = 5
              )
            )
        ) AS "t8"
        WHERE
          "t8"."is_ahead"
      ) AS "t14"
      GROUP BY
        1,
        2,
        3,
        4,
        5
    ) AS "t15"
  ) AS "t16"
) AS "t17"
