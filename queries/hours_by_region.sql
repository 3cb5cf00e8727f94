-- Where are those who must be trained on pace on the last day, region by region?
-- grain: depth, city_code, region_code
-- lattice: hours
-- parts: region_code
-- A city's own organs are a row of depth 2 without a code.
WITH chosen AS (
    SELECT h.region_code AS home, h.* EXCLUDE (region_code) FROM hours_state h
    WHERE day = (SELECT max(day) FROM hours_window WHERE day <= last_day($date_to))
      AND in_region(h.region_code, FALSE, $regions, NULL) AND ($levels IS NULL OR list_contains($levels, h.level_code))
), placed AS (
    SELECT 1 AS depth, '' AS city_code, r.city_code AS region_code, c.* FROM chosen c JOIN dim_region r ON r.code = c.home
    UNION ALL
    SELECT 2, r.city_code, CASE WHEN r.depth = 2 THEN c.home ELSE '' END, c.*
    FROM chosen c JOIN dim_region r ON r.code = c.home WHERE r.depth IN (1, 2)
), summed AS (
    SELECT depth, city_code, region_code,
           coalesce(sum(required) FILTER (span = 'year'), 0) AS year_required, sum(met) FILTER (span = 'year') AS year_met,
           sum(on_pace) FILTER (span = 'year') AS year_on_pace,
           coalesce(sum(required) FILTER (span = 'rolling'), 0) AS rolling_required, sum(met) FILTER (span = 'rolling') AS rolling_met,
           sum(on_pace) FILTER (span = 'rolling') AS rolling_on_pace
    FROM placed GROUP BY ALL
)
SELECT depth, city_code, region_code,
       annual_rate(year_met, year_required) AS annual_rate,
       annual_track_rate(year_met, year_on_pace, year_required) AS annual_track_rate,
       five_year_track_rate(rolling_met, rolling_on_pace, rolling_required) AS five_year_track_rate,
       sum(year_required) AS year_required, sum(rolling_required) AS rolling_required
FROM summed
GROUP BY depth, city_code, region_code
ORDER BY depth, city_code, region_code;
