-- What became of the problems found, per category and in all, in the period and in the one it is compared with?
-- grain: slice, category
WITH chosen AS (
    SELECT CASE WHEN k.month >= $date_from THEN 'now' ELSE 'before' END AS slice,
           CASE WHEN whole THEN '*' ELSE p.category END AS category, p.* EXCLUDE (class_id, month, category)
    FROM selected_classes($regions, $hosts, $levels, $types, coalesce($before_from, $date_from), $date_to) k
    JOIN mart_problem p USING (class_id, month) CROSS JOIN (VALUES (FALSE), (TRUE)) w(whole)
    WHERE k.month >= $date_from OR k.month <= $before_to
)
SELECT slice, category,
       on_time_rate(on_time_issues, due_issues) AS on_time_rate,
       fixed_in_class_rate(fixed_in_class, ended_issues) AS fixed_in_class_rate,
       recurrence_rate(recurred_issues, next_issues) AS recurrence_rate,
       closed_share(closed_issues, issues) AS closed_share,
       sum(due_issues) AS due_issues, sum(ended_issues) AS ended_issues, sum(next_issues) AS next_issues, sum(issues) AS issues,
       sum(overdue_issues) AS overdue_issues, sum(next_silent) AS next_silent, sum(repeats) AS repeats
FROM chosen
GROUP BY slice, category
ORDER BY slice, category;
