-- How effective is training, per training type and cadre level?
-- grain: train_type, level_code
-- lattice: effect
-- parts: train_type, level_code
-- Each row taken three times: for its cell, its type and its level.
WITH chosen AS (
    SELECT CASE WHEN w.all_types THEN '*' ELSE c.train_type END AS train_type,
           CASE WHEN w.all_levels THEN '*' ELSE c.level_code END AS level_code, c.* EXCLUDE (train_type, level_code)
    FROM selected($regions, $cities, $levels, $types, $date_from, $date_to) c
    CROSS JOIN (VALUES (FALSE, FALSE), (TRUE, FALSE), (FALSE, TRUE)) w(all_types, all_levels)
    WHERE c.train_type <> ''
)
SELECT train_type, level_code,
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
FROM chosen
GROUP BY train_type, level_code
ORDER BY train_type, level_code;
