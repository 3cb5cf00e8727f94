-- How are the training days of two years spread over those in service throughout?
-- grain: tenth
-- lattice: stock
-- The first tenth are the most trained. The two years end with the last quarter the period has; days are of all types.
WITH held AS (
    SELECT d.month, d.days, sum(d.people) AS people
    FROM training_days d
    WHERE d.month = (SELECT max(month) FROM training_days WHERE month BETWEEN $date_from AND $date_to) AND $types IS NULL
      AND (($regions IS NULL) OR list_contains($regions, d.region_code)) AND ($levels IS NULL OR list_contains($levels, d.level_code))
    GROUP BY d.month, d.days
), line AS (
    SELECT days, people, sum(people) OVER (ORDER BY days DESC) AS upto, sum(people) OVER () AS steady,
           sum(people * days) OVER () AS all_days, sum(CASE WHEN days = 0 THEN people ELSE 0 END) OVER () AS untrained
    FROM held
), rows AS (
    SELECT t.tenth, steady, all_days, untrained,
           sum(days * greatest(least(upto, steady * t.tenth / 10.0) - greatest(upto - people, steady * (t.tenth - 1) / 10.0), 0)) AS tenth_days
    FROM line CROSS JOIN (SELECT unnest(generate_series(1, 10)) AS tenth) t
    GROUP BY t.tenth, steady, all_days, untrained
)
SELECT tenth, day_share(tenth_days, all_days) AS day_share, never_reached_rate(untrained, steady) AS never_reached_rate,
       sum(steady) AS steady
FROM rows
GROUP BY tenth
ORDER BY tenth;
