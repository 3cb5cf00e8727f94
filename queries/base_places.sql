-- In which fields and cities are trainees taught on site?
-- grain: field_code, city_code
-- parts: field_code, city_code
-- people: visitors
SELECT b.field_code, CASE WHEN $allowed IS NULL OR list_contains($allowed, b.base_city) THEN b.base_city ELSE '' END AS city_code,
       base_hours(visit_minutes) AS base_hours, sum(visitors) AS visitors, sum(sessions) AS sessions
FROM mart_visit v JOIN dim_base b USING (base_id)
JOIN selected_classes($regions, $hosts, $levels, $types, $date_from, $date_to) k USING (class_id, month)
GROUP BY ALL
ORDER BY 1, 2;
