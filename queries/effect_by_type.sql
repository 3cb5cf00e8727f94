-- How effective is training, per training type and cadre level?
-- grain: train_type, level_code
-- parts: train_type, level_code
SELECT CASE WHEN grouping(train_type) = 1 THEN '*' ELSE train_type END AS train_type,
       CASE WHEN grouping(level_code) = 1 THEN '*' ELSE level_code END AS level_code,
       attendance_rate(attended_minutes, planned_minutes) AS attendance_rate,
       completion_rate(completed, finished) AS completion_rate,
       satisfaction_rate(ov_positive, ov_count) AS satisfaction_rate,
       very_satisfied_rate(ov_top, ov_count) AS very_satisfied_rate,
       learning_gain(pre_sum, post_sum, pairs) AS learning_gain,
       assessment_score(score_sum, score_count) AS assessment_score,
       application_rate(applied, app_answers) AS application_rate,
       improvement_rate(improved, sup_answers) AS improvement_rate,
       pass_rate(passed, assessed) AS pass_rate,
       sum(attendees) AS attendees, sum(finished) AS finished, sum(ov_count) AS ov_count, sum(pairs) AS pairs,
       sum(scored_people) AS scored_people, sum(app_answers) AS app_answers, sum(sup_answers) AS sup_answers,
       sum(assessed) AS assessed
FROM selected($regions, $cities, $levels, $types, $date_from, $date_to) AS chosen
WHERE train_type <> ''
GROUP BY GROUPING SETS ((chosen.train_type, chosen.level_code), (chosen.train_type), (chosen.level_code))
ORDER BY train_type, level_code;
