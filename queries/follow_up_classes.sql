-- Which classes were followed up, whose forms are overdue, and is it used?
-- grain: class_id
-- classes: whole
-- people: completed, not_due
-- within: overdue=app_due
-- The figures are of the whole class. Overdue: due and not returned, or returned without saying whether it is used.
WITH wanted AS MATERIALIZED (
    SELECT * FROM selected_classes($regions, NULL, $levels, $types, $date_from, $date_to)
), sums AS (
    SELECT s.class_id,
           application_rate(applied, app_answers) AS application_rate,
           follow_response_rate(app_answers, app_due, app_unlinked) AS follow_response_rate,
           late_application_rate(late_applied, late_answers) AS late_application_rate,
           supervisor_application_rate(sup_applied, sup_told) AS supervisor_application_rate,
           improvement_rate(improved, sup_answers) AS improvement_rate,
           sum(app_answers) AS app_answers, sum(app_due) AS app_due, sum(late_answers) AS late_answers,
           sum(sup_told) AS sup_told, sum(sup_answers) AS sup_answers, sum(completed) AS completed, sum(not_due) AS not_due,
           sum(app_due - app_answers + app_unlinked) AS overdue
    FROM class_sum s JOIN wanted USING (class_id, month)
    GROUP BY s.class_id
)
SELECT k.title, k.run_no, k.start_date, k.end_date, k.ended, s.*
FROM sums s JOIN wanted k USING (class_id)
ORDER BY k.start_date DESC, k.class_id;
