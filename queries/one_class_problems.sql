-- What was found in one class, how long did mending take, what is still open?
-- grain: category, days, closed
-- needs: mart_problem
SELECT category, days, closed, closed_share(closed_issues, issues) AS closed_share, sum(issues) AS issues,
       sum(overdue_issues) AS overdue_issues, sum(repeats) AS repeats
FROM mart_problem
WHERE class_id = $class_id
  AND class_id IN (SELECT class_id FROM selected_classes($allowed, NULL, NULL, NULL, DATE '1900-01-01', DATE '2999-01-01'))
GROUP BY category, days, closed
ORDER BY category, days, closed;
