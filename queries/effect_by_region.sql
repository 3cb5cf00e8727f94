-- How effective is training, region by region?
-- grain: depth, city_code, region_code
-- lattice: effect
-- parts: region_code
-- people: enrolled
-- A city's own organs are a row of depth 2 without a code. Anonymous answers know the city only.
-- Each row taken twice, for its city and for itself: planning two scans costs more than scanning.
WITH placed AS (
    SELECT w.depth, CASE WHEN w.depth = 1 THEN '' ELSE r.city_code END AS city_code,
           CASE WHEN w.depth = 1 THEN r.city_code WHEN r.depth = 2 THEN c.region_code ELSE '' END AS region_code,
           c.* EXCLUDE (region_code)
    FROM selected($regions, $cities, $levels, $types, $date_from, $date_to) c JOIN dim_region r ON r.code = c.region_code
    CROSS JOIN (VALUES (1), (2)) w(depth)
    WHERE w.depth = 1 OR r.depth IN (1, 2) AND NOT c.anonymous
)
SELECT depth, city_code, region_code,
       attendance_rate(attended_minutes, planned_minutes) AS attendance_rate,
       completion_rate(completed, finished) AS completion_rate,
       response_rate(responses, invited) AS response_rate,
       satisfaction_rate(ov_positive, ov_count) AS satisfaction_rate,
       very_satisfied_rate(ov_top, ov_count) AS very_satisfied_rate,
       learning_gain(pre_sum, post_sum, pairs) AS learning_gain,
       assessment_score(score_sum, score_count) AS assessment_score,
       application_rate(applied, app_answers) AS application_rate,
       follow_response_rate(app_answers, app_due, app_unlinked) AS follow_response_rate,
       improvement_rate(improved, sup_answers) AS improvement_rate,
       pass_rate(passed, assessed) AS pass_rate,
       sum(attendees) AS attendees, sum(finished) AS finished, sum(invited) AS invited,
       sum(ov_count) AS ov_count, sum(pairs) AS pairs, sum(scored_people) AS scored_people,
       sum(app_answers) AS app_answers, sum(app_due) AS app_due, sum(sup_answers) AS sup_answers,
       sum(assessed) AS assessed, sum(enrolled) AS enrolled
FROM placed
GROUP BY depth, city_code, region_code
ORDER BY depth, city_code, region_code;
