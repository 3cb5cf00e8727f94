-- In which fields and cities are trainees taught on site?
-- grain: field_code, city_code
-- parts: field_code, city_code
-- people: visitors
-- Visitors are of classes whose attendance may be told: what one choice has more than another is of such classes, too. A row of
-- others alone is as if they were too few.
WITH visit AS (
    SELECT v.*, class_id NOT IN (SELECT unnest(CAST($untold AS VARCHAR[]))) AS told
    FROM mart_visit v JOIN selected_classes($regions, $hosts, $levels, $types, $date_from, $date_to) k USING (class_id, month)
)
SELECT b.field_code, CASE WHEN $allowed IS NULL OR list_contains($allowed, b.base_city) THEN b.base_city ELSE '' END AS city_code,
       base_hours(CASE WHEN told THEN visit_minutes ELSE 0 END) AS base_hours,
       CASE WHEN sum(visitors) FILTER (told) > 0 THEN sum(visitors) FILTER (told)
            ELSE least(sum(visitors + few_visitors), $few - 1) END AS visitors,
       sum(sessions) AS sessions
FROM visit v JOIN dim_base b USING (base_id)
GROUP BY ALL
ORDER BY 1, 2;
