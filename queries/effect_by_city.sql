-- How effective is training, city by city, in all and level by level?
-- grain: depth, city_code, region_code, level_code
-- lattice: effect
-- parts: region_code, level_code
-- Each row taken twice, for its level and for all of them: planning two scans costs more than scanning.
WITH placed AS (
    SELECT 1 AS depth, '' AS city_code, r.city_code AS region_code,
           CASE WHEN whole THEN '*' ELSE c.level_code END AS level_code, c.* EXCLUDE (region_code, level_code)
    FROM selected($regions, $cities, $levels, $types, $date_from, $date_to) c JOIN dim_region r ON r.code = c.region_code
    CROSS JOIN (VALUES (FALSE), (TRUE)) w(whole)
)
SELECT depth, city_code, region_code, level_code,
       application_rate(applied, app_answers) AS application_rate,
       improvement_rate(improved, sup_answers) AS improvement_rate,
       very_satisfied_rate(ov_top, ov_count) AS very_satisfied_rate,
       sum(app_answers) AS app_answers, sum(sup_answers) AS sup_answers, sum(ov_count) AS ov_count
FROM placed
GROUP BY depth, city_code, region_code, level_code
ORDER BY depth, city_code, region_code, level_code;
