-- Where classes are held, are problems closed on time, in the period and in the one it is compared with?
-- grain: slice, city_code
SELECT CASE WHEN k.month >= $date_from THEN 'now' ELSE 'before' END AS slice,
       CASE WHEN $allowed IS NULL OR list_contains($allowed, r.city_code) THEN coalesce(r.city_code, '') ELSE '' END AS city_code,
       on_time_rate(on_time_issues, due_issues) AS on_time_rate, sum(due_issues) AS due_issues
FROM selected_classes($regions, $hosts, $levels, $types, coalesce($before_from, $date_from), $date_to) k
JOIN mart_problem p USING (class_id, month) LEFT JOIN dim_region r ON r.code = k.host_region
WHERE k.month >= $date_from OR k.month <= $before_to
GROUP BY ALL
ORDER BY 1, 2;
