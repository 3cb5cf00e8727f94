-- How effective is training, city by city and level by level, with the totals of both?
-- grain: region_code, level_code
-- parts: region_code, level_code
-- Each row taken four times, for itself and for the three totals: planning costs more than scanning.
WITH placed AS (
    SELECT CASE WHEN everywhere THEN '*' ELSE r.city_code END AS region_code,
           CASE WHEN whole THEN '*' ELSE c.level_code END AS level_code, c.* EXCLUDE (region_code, level_code)
    FROM selected($regions, $cities, $levels, $types, $date_from, $date_to) c JOIN dim_region r ON r.code = c.region_code
    CROSS JOIN (VALUES (FALSE), (TRUE)) p(everywhere) CROSS JOIN (VALUES (FALSE), (TRUE)) w(whole)
)
SELECT region_code, level_code,
       application_rate(applied, app_answers) AS application_rate,
       improvement_rate(improved, sup_answers) AS improvement_rate,
       very_satisfied_rate(ov_top, ov_count) AS very_satisfied_rate,
       sum(app_answers) AS app_answers, sum(sup_answers) AS sup_answers, sum(ov_count) AS ov_count
FROM placed
GROUP BY region_code, level_code
ORDER BY region_code, level_code;
