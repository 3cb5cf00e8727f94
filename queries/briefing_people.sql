-- How many of those in service were reached, and with how many hours each: by cadre level, and where?
-- grain: part, depth, city_code, region_code, level_code
-- lattice: stock
-- parts: region_code, level_code
-- One scan of people and hours for what coverage_by_level (depth 0) and coverage_by_region ask; places only of the period.
-- Every level has a row, be there anybody or not: that one is missing would tell that nobody is there.
WITH parts AS MATERIALIZED (
    SELECT 'now' AS part, region_code, level_code, population, reached, 0 AS credited_minutes, 0 AS outside_minutes
    FROM selected_reach($regions, $levels, $types, $date_from, $date_to)
    UNION ALL
    SELECT 'before', region_code, level_code, population, reached, 0, 0
    FROM selected_reach($regions, $levels, $types, $before_from, $before_to)
    UNION ALL
    SELECT CASE WHEN month >= $date_from THEN 'now' ELSE 'before' END, region_code, level_code, 0, 0,
           sum(credited_minutes), sum(outside_minutes)
    FROM selected($regions, $cities, $levels, $types, coalesce($before_from, $date_from), $date_to)
    WHERE NOT anonymous AND (month >= $date_from OR month <= $before_to)
    GROUP BY ALL
    UNION ALL
    SELECT part, '', code, 0, 0, 0, 0
    FROM code CROSS JOIN (VALUES ('now'), ('before')) v(part)
    WHERE list = 'levels' AND ($levels IS NULL OR list_contains($levels, code)) AND (part = 'now' OR $before_from IS NOT NULL)
      AND ($regions IS NULL OR EXISTS (FROM dim_region r WHERE list_contains($regions, r.code)))
), placed AS (
    SELECT p.* EXCLUDE (region_code, level_code), d.depth,
           CASE WHEN d.depth = 2 THEN r.city_code ELSE '' END AS city_code,
           CASE d.depth WHEN 0 THEN '*' WHEN 1 THEN r.city_code ELSE CASE WHEN r.depth = 2 THEN r.code ELSE '' END END AS region_code,
           CASE WHEN d.depth = 0 AND NOT d.whole THEN p.level_code ELSE '*' END AS level_code
    FROM parts p LEFT JOIN dim_region r ON r.code = p.region_code
    CROSS JOIN (VALUES (0, FALSE), (0, TRUE), (1, TRUE), (2, TRUE)) d(depth, whole)
    WHERE d.depth = 0 OR p.part = 'now' AND (d.depth = 1 AND r.code IS NOT NULL OR r.depth IN (1, 2))
)
SELECT part, depth, city_code, region_code, level_code,
       reach_rate(reached, population) AS reach_rate,
       hours_per_head(credited_minutes, outside_minutes, population) AS hours_per_head,
       sum(population) AS population
FROM placed
GROUP BY part, depth, city_code, region_code, level_code
ORDER BY part, depth, city_code, region_code, level_code;
