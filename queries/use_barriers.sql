-- What stood in the way of those who did not use it, per cadre level and in all?
-- grain: level_code, barrier_code
-- lattice: after
-- parts: level_code
-- Every reason of the list stands there, also one that nobody named; an empty one: no reason given.
WITH chosen AS (
    SELECT CASE WHEN whole THEN '*' ELSE level_code END AS level_code, barrier_code, unused
    FROM selected_use($regions, $cities, $levels, $types, $date_from, $date_to)
    CROSS JOIN (VALUES (FALSE), (TRUE)) w(whole)
    WHERE unused > 0
), whole AS (
    SELECT level_code, sum(unused) AS unused FROM chosen GROUP BY level_code
), spoken AS (
    SELECT level_code, barrier_code, sum(unused) AS named FROM chosen GROUP BY level_code, barrier_code
), known AS (
    SELECT code AS barrier_code FROM code WHERE list = 'barriers' UNION ALL SELECT ''
)
SELECT w.level_code, k.barrier_code, barrier_rate(coalesce(s.named, 0), w.unused) AS barrier_rate, sum(w.unused) AS unused
FROM whole w CROSS JOIN known k
LEFT JOIN spoken s ON s.level_code = w.level_code AND s.barrier_code = k.barrier_code
GROUP BY w.level_code, k.barrier_code
ORDER BY w.level_code, k.barrier_code;
