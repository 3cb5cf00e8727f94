-- Is it used more by those whose direct leader backs them?
-- grain: support
-- lattice: after
-- parts: support
WITH chosen AS (
    SELECT CASE WHEN whole THEN '*' ELSE support END AS support, used AS applied, told AS app_answers
    FROM selected_use($regions, $cities, $levels, $types, $date_from, $date_to)
    CROSS JOIN (VALUES (FALSE), (TRUE)) w(whole)
)
SELECT support, application_rate(applied, app_answers) AS application_rate, sum(app_answers) AS app_answers
FROM chosen
GROUP BY support
ORDER BY support;
