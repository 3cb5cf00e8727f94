-- Which cadre levels were asked, held against their share of the people in service?
-- grain: level_code
-- lattice: stock
-- within: need_answers=population
-- Needs of the two years up to the end of the period; needs without a level are in no row.
WITH need AS (
    SELECT level_code, sum(need_answers) AS need_answers
    FROM selected_needs($regions, $cities, $levels, $trend_from, $date_to) WHERE level_code <> '' GROUP BY level_code
), home AS (
    SELECT level_code, sum(population) AS population
    FROM population_month
    WHERE month = $date_to AND in_region(region_code, FALSE, $regions, $cities)
      AND ($levels IS NULL OR list_contains($levels, level_code))
    GROUP BY level_code
), both_shares AS (
    SELECT coalesce(h.level_code, n.level_code) AS level_code, coalesce(need_answers, 0) AS need_answers, coalesce(population, 0) AS population,
           sum(coalesce(need_answers, 0)) OVER () AS all_needs, sum(coalesce(population, 0)) OVER () AS all_population
    FROM home h FULL JOIN need n ON n.level_code = h.level_code
)
SELECT level_code, voice_gap(need_answers, all_needs, population, all_population) AS voice_gap,
       sum(need_answers) AS need_answers, sum(population) AS population
FROM both_shares
GROUP BY level_code
ORDER BY level_code;
