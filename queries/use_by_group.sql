-- Is it used more by those whose direct leader backs them, and by those who answered in time than by those who did later?
-- grain: way, answer_group
-- lattice: after
-- parts: answer_group
WITH chosen AS (
    SELECT way, CASE WHEN whole THEN '*' WHEN way = 'support' THEN support ELSE answer_time END AS answer_group,
           used AS applied, told AS app_answers
    FROM selected_use($regions, $cities, $levels, $types, $date_from, $date_to)
    CROSS JOIN (VALUES ('support'), ('time')) v(way)
    CROSS JOIN (VALUES (FALSE), (TRUE)) w(whole)
)
SELECT way, answer_group, application_rate(applied, app_answers) AS application_rate, sum(app_answers) AS app_answers
FROM chosen
GROUP BY way, answer_group
ORDER BY way, answer_group;
