-- What was found in each class, when was it closed, and what did the next run of the same programme report?
-- Sums only: no number of a problem, no text. The next run is the next class of the programme to start after this one;
-- a problem came back if that run names it as the same one or reports the same category (and base, where both name one).
-- A run that reports nothing says nothing about coming back: `next_silent`.
-- days: from finding to closing, or to the last day of the data while it is open.
-- grain: class_id, category, severity, base_id, days, closed
CREATE TABLE issue_run AS
WITH run AS (
    SELECT class_id, lead(class_id) OVER w AS next_id, lead(start_date) OVER w AS next_start
    FROM dim_class WINDOW w AS (PARTITION BY programme_id ORDER BY start_date, class_id)
)
SELECT i.issue_id, k.month, i.class_id, i.category, coalesce(i.severity, 0) AS severity, coalesce(i.base_id, '') AS base_id,
       i.closed_on IS NOT NULL AND i.closed_on <= m.as_of AS closed,
       CASE WHEN i.closed_on <= m.as_of THEN i.closed_on - i.found_on ELSE m.as_of - i.found_on END AS days,
       i.due_on, i.closed_on, coalesce(i.has_evidence, TRUE) AS has_evidence, i.recurrence_of, m.as_of, k.end_date,
       CASE WHEN n.ended THEN r.next_id END AS next_id,
       i.closed_on IS NOT NULL AND i.closed_on < r.next_start AS closed_before_next
FROM acc_issues i JOIN dim_class k USING (class_id) CROSS JOIN as_of m
LEFT JOIN run r ON r.class_id = i.class_id LEFT JOIN dim_class n ON n.class_id = r.next_id
WHERE i.found_on <= m.as_of;

CREATE TABLE mart_problem AS
WITH followed AS (
    SELECT i.*, EXISTS (FROM issue_run o WHERE o.class_id = i.next_id) AS next_reports,
           EXISTS (FROM issue_run o WHERE o.class_id = i.next_id AND (o.recurrence_of = i.issue_id OR o.category = i.category
                   AND (o.base_id = i.base_id OR o.base_id = '' OR i.base_id = ''))) AS came_back
    FROM issue_run i
)
SELECT month, class_id, category, severity, base_id, days, closed, count(*) AS issues, count(*) FILTER (closed) AS closed_issues,
       count(*) FILTER (due_on IS NOT NULL AND (closed OR due_on < as_of)) AS due_issues,
       count(*) FILTER (closed AND closed_on <= due_on AND has_evidence) AS on_time_issues,
       count(*) FILTER (NOT closed AND due_on < as_of) AS overdue_issues,
       count(*) FILTER (end_date <= as_of) AS ended_issues,
       count(*) FILTER (end_date <= as_of AND closed AND closed_on <= end_date) AS fixed_in_class,
       count(*) FILTER (recurrence_of IS NOT NULL) AS repeats,
       count(*) FILTER (closed_before_next AND next_id IS NOT NULL AND next_reports) AS next_issues,
       count(*) FILTER (closed_before_next AND next_id IS NOT NULL AND next_reports AND came_back) AS recurred_issues,
       count(*) FILTER (closed_before_next AND next_id IS NOT NULL AND NOT next_reports) AS next_silent
FROM followed
GROUP BY month, class_id, category, severity, base_id, days, closed
ORDER BY month, class_id, category;

-- Which classes that have ended report, which are silent? Only where problems are recorded at all.
-- grain: class_id
CREATE TABLE mart_report AS
SELECT k.month, k.class_id, 1 AS report_classes, CAST(coalesce(i.issues, 0) = 0 AS INTEGER) AS silent_classes,
       coalesce(i.issues, 0) AS found_issues, coalesce(p.people, 0) * coalesce(k.days, k.end_date - k.start_date + 1) AS person_days
FROM dim_class k
LEFT JOIN (SELECT class_id, sum(checked_in) AS people FROM effect_class GROUP BY class_id) p USING (class_id)
LEFT JOIN (SELECT class_id, count(*) AS issues FROM issue_run GROUP BY class_id) i USING (class_id)
WHERE k.ended AND EXISTS (FROM issue_run)
ORDER BY k.month, k.class_id;

DROP TABLE issue_run;

-- Improvements: in which later class were they to show, in which aspect?
-- grain: class_id, later_id, dimension_code, done
CREATE TABLE mart_improvement AS
SELECT coalesce(a.class_id, i.class_id) AS class_id, coalesce(a.verified_in_class_id, '') AS later_id,
       coalesce(a.target_dimension, '') AS dimension_code, a.done_on IS NOT NULL AND a.done_on <= m.as_of AS done,
       count(*) AS actions, count(*) FILTER (a.done_on IS NULL AND a.due_on < m.as_of) AS late_actions
FROM acc_actions a LEFT JOIN acc_issues i ON i.issue_id = a.issue_id CROSS JOIN as_of m
WHERE coalesce(a.class_id, i.class_id) IS NOT NULL
GROUP BY ALL
ORDER BY ALL;
