-- Which forms of one class are due, which came back, and do trainees and direct leaders say it is used?
-- grain: class_id
-- people: completed, not_due
SELECT class_id,
       application_rate(applied, app_answers) AS application_rate,
       follow_response_rate(app_answers, app_due, app_unlinked) AS follow_response_rate,
       late_application_rate(late_applied, late_answers) AS late_application_rate,
       late_response_rate(late_answers, late_due, late_unlinked) AS late_response_rate,
       improvement_rate(improved, sup_answers) AS improvement_rate,
       supervisor_response_rate(sup_answers, sup_due) AS supervisor_response_rate,
       sum(app_answers) AS app_answers, sum(app_due) AS app_due, sum(late_answers) AS late_answers, sum(late_due) AS late_due,
       sum(sup_answers) AS sup_answers, sum(sup_due) AS sup_due, sum(completed) AS completed, sum(not_due) AS not_due
FROM effect_class
WHERE class_id = $class_id
  AND class_id IN (SELECT class_id FROM selected_classes($allowed, NULL, NULL, NULL, DATE '1900-01-01', DATE '2999-01-01'))
GROUP BY class_id;
