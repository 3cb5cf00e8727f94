-- How do the cadre levels in one class differ?
-- grain: level_code
-- classes: whole
-- parts: level_code
-- people: enrolled
-- Register figures by level; survey answers too, if enough of them.
SELECT CASE WHEN grouping(level_code) = 1 THEN '*' ELSE level_code END AS level_code,
       attendance_rate(attended_minutes, planned_minutes) AS attendance_rate,
       completion_rate(completed, finished) AS completion_rate,
       response_rate(responses, invited) AS response_rate,
       satisfaction_rate(ov_positive, ov_count) AS satisfaction_rate,
       very_satisfied_rate(ov_top, ov_count) AS very_satisfied_rate,
       learning_gain(pre_sum, post_sum, pairs) AS learning_gain,
       application_rate(applied, app_answers) AS application_rate,
       sum(attendees) AS attendees, sum(finished) AS finished, sum(invited) AS invited, sum(ov_count) AS ov_count, sum(pairs) AS pairs,
       sum(app_answers) AS app_answers, sum(enrolled) AS enrolled
FROM effect_class e
WHERE e.class_id = $class_id
  AND e.class_id IN (SELECT class_id FROM selected_classes($allowed, NULL, NULL, NULL, DATE '1900-01-01', DATE '2999-01-01'))
GROUP BY GROUPING SETS ((e.class_id, e.level_code), (e.class_id))
ORDER BY level_code;
