SELECT
  "t5"."kind",
  "t5"."starts",
  "t5"."cut",
  "t5"."of",
  TO_CHAR("t5"."cohort", 'YYYY-MM') AS "key",
  0 AS "subject",
  CASE
    WHEN "t5"."is_ahead"
    THEN (
      (
        "t5"."members" * CAST(CAST((
          "t5"."all_paid" - (
            "t5"."all_paid" % "t5"."all_members"
          )
        ) AS DOUBLE PRECISION) / "t5"."all_members" AS BIGINT)
      ) + CAST(CAST((
        (
          "t5"."members" * (
            "t5"."all_paid" % "t5"."all_members"
          )
        ) - (
          (
            "t5"."members" * (
              "t5"."all_paid" % "t5"."all_members"
            )
          ) % "t5"."all_members"
        )
      ) AS DOUBLE PRECISION) / "t5"."all_members" AS BIGINT)
    ) - (
      (
        "t5"."members" * CAST(CAST((
          "t5"."all_cost" - (
            "t5"."all_cost" % "t5"."all_members"
          )
        ) AS DOUBLE PRECISION) / "t5"."all_members" AS BIGINT)
      ) + CAST(CAST((
        (
          "t5"."members" * (
            "t5"."all_cost" % "t5"."all_members"
          )
        ) - (
          (
            "t5"."members" * (
              "t5"."all_cost" % "t5"."all_members"
            )
          ) % "t5"."all_members"
        )
      ) AS DOUBLE PRECISION) / "t5"."all_members" AS BIGINT)
    )
    ELSE "t5"."margin_so_far"
  END AS "numerator",
  CASE WHEN "t5"."is_ahead" THEN 0 ELSE "t5"."members" END AS "denominator"
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
    "t4"."now",
    "t4"."all_members",
    "t4"."all_paid",
    "t4"."all_cost",
    (
      "t2"."born" + "t2"."age"
    ) > "t4"."now" AS "is_ahead"
  FROM "cohort_ages" AS "t2"
  INNER JOIN (
    SELECT
      "t1"."kind",
      "t1"."starts",
      "t1"."now",
      "t1"."cut",
      "t1"."of",
      "t1"."age",
      "t1"."members" AS "all_members",
      "t1"."paid" AS "all_paid",
      "t1"."known_cost" AS "all_cost",
      "t1"."oldest"
    FROM "lived_ages" AS "t1"
    WHERE
      "t1"."oldest" >= 5 AND "t1"."age" <= 5
  ) AS "t4"
    ON "t2"."cut" = "t4"."cut"
    AND "t2"."of" = "t4"."of"
    AND "t2"."age" = "t4"."age"
    AND "t2"."born" <= "t4"."now"
    AND (
      (
        (
          "t2"."born" + "t2"."age"
        ) >= "t4"."now"
      ) OR (
        "t2"."age" = 5
      )
    )
) AS "t5"
