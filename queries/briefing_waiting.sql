-- What waits for training: duties of law due in the next ninety days, and needs named a year ago, topic by topic?
-- grain: part, code
-- parts: code
-- Needs of the two years up to the end of the period, as on Needs; duties after the last day of the data, as on Coverage.
WITH waiting AS (
    SELECT 'duty' AS part, duty AS code, due, in_time, 0 AS aged_needs, 0 AS unmet_needs
    FROM deadline_month
    WHERE soon AND in_region(region_code, FALSE, $regions, NULL)
      AND ($levels IS NULL OR list_contains($levels, level_code)) AND ($types IS NULL OR list_contains($types, duty))
    UNION ALL
    SELECT 'topic', topic_code, 0, 0, aged_needs, unmet_needs
    FROM selected_needs($regions, $cities, $levels, $trend_from, $date_to)
)
SELECT part, code, due_open(in_time, due) AS due_open, unmet_rate(unmet_needs, aged_needs) AS unmet_rate,
       sum(due) AS due, sum(aged_needs) AS aged_needs
FROM waiting
GROUP BY part, code
ORDER BY part, code;
