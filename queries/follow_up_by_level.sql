-- Is it used at work, later still, and does the direct leader see it, per cadre level and in all, in the period and in the one compared?
-- grain: slice, level_code
-- lattice: effect
-- parts: level_code
-- people: not_due
WITH chosen AS (
    SELECT CASE WHEN month >= $date_from THEN 'now' ELSE 'before' END AS slice,
           CASE WHEN whole THEN '*' ELSE level_code END AS level_code, c.* EXCLUDE (level_code)
    FROM selected($regions, $cities, $levels, $types, coalesce($before_from, $date_from), $date_to) c
    CROSS JOIN (VALUES (FALSE), (TRUE)) w(whole)
    WHERE month >= $date_from OR month <= $before_to
)
SELECT slice, level_code,
       application_rate(applied, app_answers) AS application_rate,
       follow_response_rate(app_answers, app_due, app_unlinked) AS follow_response_rate,
       no_chance_rate(no_chance, app_answers) AS no_chance_rate,
       late_application_rate(late_applied, late_answers) AS late_application_rate,
       late_response_rate(late_answers, late_due, late_unlinked) AS late_response_rate,
       supervisor_application_rate(sup_applied, sup_told) AS supervisor_application_rate,
       supervisor_late_application_rate(sup_late_applied, sup_late_told) AS supervisor_late_application_rate,
       improvement_rate(improved, sup_answers) AS improvement_rate,
       supervisor_response_rate(sup_answers, sup_due) AS supervisor_response_rate,
       support_rate(supported, support_answers) AS support_rate,
       sum(app_answers) AS app_answers, sum(app_due) AS app_due, sum(late_answers) AS late_answers,
       sum(late_due) AS late_due, sum(sup_told) AS sup_told, sum(sup_late_told) AS sup_late_told,
       sum(sup_answers) AS sup_answers, sum(sup_due) AS sup_due, sum(support_answers) AS support_answers,
       sum(not_due) AS not_due
FROM chosen
GROUP BY slice, level_code
ORDER BY slice, level_code;
