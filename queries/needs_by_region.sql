-- Which regions were asked what they need, measured by the people in service there?
-- grain: depth, city_code, region_code
-- lattice: stock
-- parts: region_code
-- within: need_answers=population
-- A city's own organs are a row of depth 2 without a code. Needs of the two years up to the end of the period.
WITH need AS (
    SELECT region_code, sum(need_answers) AS need_answers
    FROM selected_needs($regions, $cities, $levels, $trend_from, $date_to) GROUP BY region_code
), home AS (
    SELECT region_code, sum(population) AS population
    FROM population_month
    WHERE month = $date_to AND in_region(region_code, FALSE, $regions, $cities)
      AND ($levels IS NULL OR list_contains($levels, level_code))
    GROUP BY region_code
), place AS (
    SELECT coalesce(h.region_code, n.region_code) AS code, coalesce(need_answers, 0) AS need_answers, coalesce(population, 0) AS population
    FROM home h FULL JOIN need n ON n.region_code = h.region_code
), placed AS (
    SELECT w.depth, CASE WHEN w.depth = 1 THEN '' ELSE r.city_code END AS city_code,
           CASE WHEN w.depth = 1 THEN r.city_code WHEN r.depth = 2 THEN r.code ELSE '' END AS region_code,
           p.need_answers, p.population
    FROM place p JOIN dim_region r ON r.code = p.code CROSS JOIN (VALUES (1), (2)) w(depth)
    WHERE w.depth = 1 OR r.depth IN (1, 2)
)
SELECT depth, city_code, region_code, voice_rate(need_answers, population) AS voice_rate,
       sum(population) AS population, sum(need_answers) AS need_answers
FROM placed
GROUP BY depth, city_code, region_code
ORDER BY depth, city_code, region_code;
