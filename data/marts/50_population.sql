-- How many cadres are in service at the end of each month?
-- grain: month, region_code, level_code
CREATE TABLE population_month AS
SELECT d.month, s.region_code, s.level_code, count(*) AS population
FROM month_list d JOIN person_spell s ON s.valid_from <= d.last_day AND s.valid_to >= d.last_day
GROUP BY ALL
ORDER BY d.month;
