-- Do those who answered in time say the same as those who answered later: about the class, and about use at work?
-- grain: answer_group
-- lattice: after ov_count=timed_opinions app_answers=timed_uses
-- parts: answer_group
-- In time: about the class by its last day, about use by the day the form was due.
WITH told AS (
    SELECT answer_time, ov_positive, ov_count, 0 AS applied, 0 AS app_answers
    FROM selected_opinions($regions, $cities, $levels, $types, $date_from, $date_to)
    UNION ALL
    SELECT answer_time, 0, 0, used, told FROM selected_use($regions, $cities, $levels, $types, $date_from, $date_to)
)
SELECT CASE WHEN whole THEN '*' ELSE answer_time END AS answer_group,
       satisfaction_rate(ov_positive, ov_count) AS satisfaction_rate, application_rate(applied, app_answers) AS application_rate,
       sum(ov_count) AS ov_count, sum(app_answers) AS app_answers
FROM told CROSS JOIN (VALUES (FALSE), (TRUE)) w(whole)
GROUP BY answer_group
ORDER BY answer_group;
