-- How many of those in service were reached, and with how many hours each, region by region?
-- grain: depth, city_code, region_code
-- lattice: stock
-- parts: region_code
-- A city's own organs are a row of depth 2 without a code.
WITH parts AS (
    SELECT region_code AS home, population, reached, 0 AS credited_minutes, 0 AS outside_minutes
    FROM selected_reach($regions, $levels, $types, $date_from, $date_to)
    UNION ALL
    SELECT region_code, 0, 0, sum(credited_minutes), sum(outside_minutes)
    FROM selected($regions, $cities, $levels, $types, $date_from, $date_to) WHERE NOT anonymous GROUP BY region_code
), placed AS (
    SELECT 1 AS depth, '' AS city_code, r.city_code AS region_code, p.* FROM parts p JOIN dim_region r ON r.code = p.home
    UNION ALL
    SELECT 2, r.city_code, CASE WHEN r.depth = 2 THEN p.home ELSE '' END, p.*
    FROM parts p JOIN dim_region r ON r.code = p.home WHERE r.depth IN (1, 2)
)
SELECT depth, city_code, region_code,
       reach_rate(reached, population) AS reach_rate,
       hours_per_head(credited_minutes, outside_minutes, population) AS hours_per_head,
       sum(population) AS population
FROM placed
GROUP BY depth, city_code, region_code
ORDER BY depth, city_code, region_code;
