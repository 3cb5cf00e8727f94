-- How many members of leading bodies taught in the period, of those who were members on its last day?
-- grain: slice
-- lattice: stock
-- Only where the register of teachers says which cadre a teacher is. Members belong to their home region and level.
WITH here AS (
    SELECT 'now' AS slice, member IN (SELECT member FROM member_lecture WHERE month BETWEEN $date_from AND $date_to) AS taught
    FROM leading_body
    WHERE valid_from <= last_day($date_to) AND valid_to >= last_day($date_to)
      AND in_region(region_code, FALSE, $regions, NULL) AND ($levels IS NULL OR list_contains($levels, level_code))
    UNION ALL
    SELECT 'before', member IN (SELECT member FROM member_lecture WHERE month BETWEEN $before_from AND $before_to)
    FROM leading_body
    WHERE valid_from <= last_day($before_to) AND valid_to >= last_day($before_to)
      AND in_region(region_code, FALSE, $regions, NULL) AND ($levels IS NULL OR list_contains($levels, level_code))
)
SELECT slice, lectured_rate(CAST(taught AS INTEGER), 1) AS lectured_rate, count(*) AS members
FROM here
GROUP BY slice
ORDER BY slice;
