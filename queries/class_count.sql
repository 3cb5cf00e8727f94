-- How many classes are there in the period, how many people, and how many classes cannot be followed up yet?
-- grain: slice
WITH chosen AS (
    SELECT 'now' AS slice, k.* FROM selected_classes($regions, NULL, $levels, $types, $date_from, $date_to) k
    UNION ALL
    SELECT 'before', k.* FROM selected_classes($regions, NULL, $levels, $types, $before_from, $before_to) k
)
SELECT slice, count(*) AS classes, count(*) FILTER (NOT ended) AS running,
       count(*) FILTER (ended AND end_date + 90 > $as_of) AS immature
FROM chosen
GROUP BY slice
ORDER BY slice;
