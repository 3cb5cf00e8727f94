-- Which regions have reported, and how complete are their attendance records?
-- grain: depth, city_code, region_code
-- lattice: effect
-- parts: region_code
-- people: enrolled
-- A city's own organs are a row of depth 2 without a code; '*' of depth 1 is all of them together.
-- Numbers only, so that the door adds what may not be known to be empty: a county that is missing has nobody.
WITH chosen AS (
    SELECT * EXCLUDE (region_code), region_code AS home
    FROM selected($regions, $cities, $levels, $types, $date_from, $date_to) WHERE NOT anonymous
), placed AS (
    SELECT 1 AS depth, '' AS city_code, '*' AS region_code, c.* FROM chosen c
    UNION ALL
    SELECT 1, '', r.city_code, c.* FROM chosen c JOIN dim_region r ON r.code = c.home
    UNION ALL
    SELECT 2, r.city_code, CASE WHEN r.depth = 2 THEN c.home ELSE '' END, c.*
    FROM chosen c JOIN dim_region r ON r.code = c.home WHERE r.depth IN (1, 2)
)
SELECT depth, city_code, region_code,
       record_rate(recorded, expected) AS record_rate,
       sum(attendees) AS attendees, sum(enrolled) AS enrolled
FROM placed
GROUP BY depth, city_code, region_code
HAVING sum(enrolled) > 0
ORDER BY depth, city_code, region_code;
