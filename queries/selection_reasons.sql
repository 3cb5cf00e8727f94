-- Why are the nominees of each city sent back?
-- grain: city_code, return_reason
-- lattice: selection
-- A reason that a city never gave stands there with none: it is compared with the other cities.
WITH returned AS (
    SELECT r.city_code, s.return_reason, sum(s.returned_for) AS returned_for
    FROM selection_reason s JOIN dim_region r ON r.code = s.region_code
    WHERE in_scope(s.month, s.region_code, s.level_code, s.train_type, $regions, $levels, $types, $date_from, $date_to) AND r.depth > 0
    GROUP BY ALL
), whole AS (
    SELECT city_code, sum(returned_for) AS returned_all FROM returned GROUP BY city_code
), rows AS (
    SELECT w.city_code, k.return_reason, coalesce(r.returned_for, 0) AS returned_for, w.returned_all
    FROM whole w CROSS JOIN (SELECT DISTINCT return_reason FROM returned) k LEFT JOIN returned r USING (city_code, return_reason)
)
SELECT city_code, return_reason, reason_share(returned_for, returned_all) AS reason_share, sum(returned_all) AS returned_all
FROM rows
GROUP BY city_code, return_reason
ORDER BY city_code, return_reason;
