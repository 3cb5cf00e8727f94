-- Which hosts report problems, and which of their classes report none; and all together?
-- grain: slice, host_name
WITH chosen AS (
    SELECT CASE WHEN k.month >= $date_from THEN 'now' ELSE 'before' END AS slice,
           CASE WHEN whole THEN '*' ELSE coalesce(k.host_name, '') END AS host_name, r.* EXCLUDE (class_id, month)
    FROM selected_classes($regions, $hosts, $levels, $types, coalesce($before_from, $date_from), $date_to) k
    JOIN mart_report r USING (class_id, month) CROSS JOIN (VALUES (FALSE), (TRUE)) w(whole)
    WHERE k.month >= $date_from OR k.month <= $before_to
)
SELECT slice, host_name, silent_rate(silent_classes, report_classes) AS silent_rate,
       problem_density(found_issues, person_days) AS problem_density, sum(report_classes) AS report_classes
FROM chosen
GROUP BY slice, host_name
ORDER BY slice, host_name;
