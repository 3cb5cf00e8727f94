-- Who is there on the last day of a month: people in service, those in service throughout two years, members of leading bodies. The
-- days of a year are decided together, so the month is the first of all.
WITH rows AS (
    SELECT month, region_code, level_code, population FROM population_month
    UNION ALL BY NAME
    SELECT month, region_code, level_code, people AS steady FROM training_days
    UNION ALL BY NAME
    SELECT d.month, b.region_code, b.level_code, 1 AS members
    FROM leading_body b JOIN (SELECT DISTINCT month FROM population_month) d
      ON b.valid_from <= last_day(d.month) AND b.valid_to >= last_day(d.month)
)
SELECT * REPLACE (make_date(year(month), 1, 1) AS month), month(month) AS day, '' AS train_type, FALSE AS anonymous FROM rows
