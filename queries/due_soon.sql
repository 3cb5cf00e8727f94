-- Who must be trained in the ninety days after the data's last day, by month due, and how many of them are not trained yet?
-- grain: duty, month
-- lattice: soon due; soon due_open=still_due
-- type: month
-- parts: month, duty
WITH chosen AS (
    SELECT duty, strftime(month, '%Y-%m') AS month, due, in_time FROM deadline_month
    WHERE soon AND in_region(region_code, FALSE, $regions, NULL)
      AND ($levels IS NULL OR list_contains($levels, level_code)) AND ($types IS NULL OR list_contains($types, duty))
), spread AS (
    SELECT * FROM chosen
    UNION ALL BY NAME SELECT * EXCLUDE (month), '*' AS month FROM chosen
    UNION ALL BY NAME SELECT * EXCLUDE (duty), '*' AS duty FROM chosen
    UNION ALL BY NAME SELECT * EXCLUDE (duty, month), '*' AS duty, '*' AS month FROM chosen
)
SELECT duty, month, due_open(in_time, due) AS due_open, sum(due) AS due
FROM spread
GROUP BY duty, month
ORDER BY duty, month;
