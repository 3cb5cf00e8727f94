-- How does effectiveness move over time, per cadre level and in all, by month, quarter and half-year?
-- grain: step, start, level_code
-- lattice: effect
-- parts: level_code
-- people: not_due
WITH stepped AS (
    SELECT step, CASE step
               WHEN 'month' THEN month
               WHEN 'quarter' THEN CAST(date_trunc('quarter', month) AS DATE)
               ELSE make_date(year(month), CASE WHEN month(month) <= 6 THEN 1 ELSE 7 END, 1) END AS start,
           CASE WHEN whole THEN '*' ELSE level_code END AS level_code, c.* EXCLUDE (level_code)
    FROM selected($regions, $cities, $levels, $types, $trend_from, $date_to) c
    CROSS JOIN (VALUES ('month'), ('quarter'), ('half')) s(step) CROSS JOIN (VALUES (FALSE), (TRUE)) w(whole)
)
SELECT step, start, level_code,
       attendance_rate(attended_minutes, planned_minutes) AS attendance_rate,
       completion_rate(completed, finished) AS completion_rate,
       very_satisfied_rate(ov_top, ov_count) AS very_satisfied_rate,
       assessment_score(score_sum, score_count) AS assessment_score,
       application_rate(applied, app_answers) AS application_rate,
       improvement_rate(improved, sup_answers) AS improvement_rate,
       pass_rate(passed, assessed) AS pass_rate,
       sum(attendees) AS attendees, sum(finished) AS finished, sum(ov_count) AS ov_count, sum(scored_people) AS scored_people,
       sum(app_answers) AS app_answers, sum(sup_answers) AS sup_answers, sum(assessed) AS assessed, sum(not_due) AS not_due
FROM stepped
GROUP BY step, start, level_code
ORDER BY step, start, level_code;
