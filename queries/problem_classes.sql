-- In which classes were problems found, and what became of them?
-- grain: class_id
SELECT k.class_id, k.title, k.run_no, k.train_type, k.start_date,
       closed_share(closed_issues, issues) AS closed_share, on_time_rate(on_time_issues, due_issues) AS on_time_rate,
       recurrence_rate(recurred_issues, next_issues) AS recurrence_rate,
       sum(issues) AS issues, sum(due_issues) AS due_issues, sum(next_issues) AS next_issues,
       sum(overdue_issues) AS overdue_issues, sum(next_silent) AS next_silent, max(p.days) FILTER (NOT p.closed) AS waited
FROM selected_classes($regions, $hosts, $levels, $types, $date_from, $date_to) k JOIN mart_problem p USING (class_id, month)
GROUP BY ALL
ORDER BY k.start_date DESC, k.class_id;
