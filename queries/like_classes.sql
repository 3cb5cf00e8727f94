-- What are the shares of one class and of each class of the same training type in the two years up to it?
-- grain: class_id
-- classes: whole
WITH this AS (
    SELECT * FROM selected_classes($allowed, NULL, NULL, NULL, DATE '1900-01-01', DATE '2999-01-01') WHERE class_id = $class_id
)
SELECT s.class_id,
       attendance_rate(attended_minutes, planned_minutes) AS attendance_rate,
       completion_rate(completed, finished) AS completion_rate,
       very_satisfied_rate(ov_top, ov_count) AS very_satisfied_rate,
       application_rate(applied, app_answers) AS application_rate,
       improvement_rate(improved, sup_answers) AS improvement_rate,
       sum(attendees) AS attendees, sum(finished) AS finished, sum(ov_count) AS ov_count, sum(app_answers) AS app_answers,
       sum(sup_answers) AS sup_answers
FROM dim_class k JOIN class_sum s USING (class_id, month) JOIN this t
  ON k.train_type = t.train_type AND k.start_date BETWEEN t.start_date - INTERVAL 2 YEAR AND t.start_date
GROUP BY s.class_id
ORDER BY s.class_id;
