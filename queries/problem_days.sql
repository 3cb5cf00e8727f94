-- After how many days were problems closed, and how long have the open ones waited?
-- grain: days
SELECT p.days, closed_share(closed_issues, issues) AS closed_share, sum(issues) AS issues
FROM mart_problem p JOIN selected_classes($regions, $hosts, $levels, $types, $date_from, $date_to) k USING (class_id, month)
GROUP BY p.days
ORDER BY p.days;
