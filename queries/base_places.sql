-- In which fields and cities are trainees taught on site?
-- grain: field_code, city_code
-- parts: field_code, city_code
-- people: visitors
SELECT b.field_code, CASE WHEN $allowed IS NULL OR list_contains($allowed, b.base_city) THEN b.base_city ELSE '' END AS city_code,
       base_hours(coalesce(v.attended_minutes, 0)) AS base_hours, sum(coalesce(v.attendees, 0)) AS visitors, count(*) AS sessions
FROM mart_course c JOIN dim_base b USING (base_id) LEFT JOIN mart_session v ON v.session_id = c.session_id
JOIN selected_classes($regions, $hosts, $levels, $types, $date_from, $date_to) k ON k.class_id = c.class_id
GROUP BY ALL
ORDER BY 1, 2;
