-- How many of those in service were reached, and with how many hours each, per cadre level?
-- grain: slice, level_code
-- parts: level_code
WITH people AS (
    SELECT 'now' AS slice, * FROM selected_people($regions, $levels, $date_from, $date_to)
    UNION ALL
    SELECT 'before', * FROM selected_people($regions, $levels, $before_from, $before_to)
), done AS (
    SELECT DISTINCT 'now' AS slice, cadre_id FROM person_completion
    WHERE month BETWEEN $date_from AND $date_to AND ($types IS NULL OR list_contains($types, train_type))
    UNION ALL
    SELECT DISTINCT 'before', cadre_id FROM person_completion
    WHERE month BETWEEN $before_from AND $before_to AND ($types IS NULL OR list_contains($types, train_type))
), parts AS (
    SELECT p.slice, p.level_code, count(*) AS population, count(d.cadre_id) AS reached, 0 AS credited_minutes, 0 AS outside_minutes
    FROM people p LEFT JOIN done d ON d.slice = p.slice AND d.cadre_id = p.cadre_id
    GROUP BY p.slice, p.level_code
    UNION ALL
    SELECT 'now', level_code, 0, 0, sum(credited_minutes), sum(outside_minutes)
    FROM selected($regions, $cities, $levels, $types, $date_from, $date_to) GROUP BY level_code
    UNION ALL
    SELECT 'before', level_code, 0, 0, sum(credited_minutes), sum(outside_minutes)
    FROM selected($regions, $cities, $levels, $types, $before_from, $before_to) GROUP BY level_code
)
SELECT slice, CASE WHEN grouping(level_code) = 1 THEN '*' ELSE level_code END AS level_code,
       reach_rate(reached, population) AS reach_rate,
       hours_per_head(credited_minutes, outside_minutes, population) AS hours_per_head,
       sum(population) AS population
FROM parts
GROUP BY GROUPING SETS ((slice), (slice, parts.level_code))
ORDER BY slice, level_code;
