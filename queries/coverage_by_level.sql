-- How many of those in service were reached, and with how many hours each, per cadre level?
-- grain: slice, level_code
-- lattice: stock
-- parts: level_code
-- One scan of the hours serves both periods (they never overlap) and, with each row taken twice, the total: planning
-- costs more than scanning.
WITH parts AS (
    SELECT 'now' AS slice, level_code, population, reached, 0 AS credited_minutes, 0 AS outside_minutes
    FROM selected_reach($regions, $levels, $types, $date_from, $date_to)
    UNION ALL
    SELECT 'before', level_code, population, reached, 0, 0
    FROM selected_reach($regions, $levels, $types, $before_from, $before_to)
    UNION ALL
    SELECT CASE WHEN month >= $date_from THEN 'now' ELSE 'before' END, level_code, 0, 0, sum(credited_minutes), sum(outside_minutes)
    FROM selected($regions, $cities, $levels, $types, coalesce($before_from, $date_from), $date_to)
    WHERE month >= $date_from OR month <= $before_to
    GROUP BY ALL
)
SELECT slice, CASE WHEN whole THEN '*' ELSE level_code END AS level_code,
       reach_rate(reached, population) AS reach_rate,
       hours_per_head(credited_minutes, outside_minutes, population) AS hours_per_head,
       sum(population) AS population
FROM parts CROSS JOIN (VALUES (FALSE), (TRUE)) w(whole)
GROUP BY slice, CASE WHEN whole THEN '*' ELSE level_code END
ORDER BY slice, level_code;
