-- How many of those who must be trained have met the rule or are on pace on the last day, by cadre level and organ tier?
-- grain: slice, org_tier, level_code
-- lattice: hours
-- type: org_tier
-- parts: level_code, org_tier
-- The last day on record in the period stands for it. A row has either all tiers or all levels together.
WITH days AS (
    SELECT 'now' AS slice, max(day) AS day FROM hours_window WHERE day <= last_day($date_to)
    UNION ALL
    SELECT 'before', max(day) FROM hours_window WHERE day <= last_day($before_to)
), chosen AS (
    SELECT d.slice, h.* FROM hours_state h JOIN days d USING (day)
    WHERE in_region(h.region_code, FALSE, $regions, NULL) AND ($levels IS NULL OR list_contains($levels, h.level_code))
    UNION ALL BY NAME
    SELECT d.slice, o.* FROM online_state o JOIN days d USING (day)
    WHERE in_region(o.region_code, FALSE, $regions, NULL) AND ($levels IS NULL OR list_contains($levels, o.level_code))
), spread AS (
    SELECT * EXCLUDE (org_tier), '*' AS org_tier FROM chosen
    UNION ALL BY NAME SELECT * EXCLUDE (level_code), '*' AS level_code FROM chosen
    UNION ALL BY NAME SELECT * EXCLUDE (level_code, org_tier), '*' AS level_code, '*' AS org_tier FROM chosen
), summed AS (
    SELECT slice, day, org_tier, level_code,
           coalesce(sum(required) FILTER (span = 'year'), 0) AS year_required, sum(met) FILTER (span = 'year') AS year_met,
           sum(on_pace) FILTER (span = 'year') AS year_on_pace, sum(hours) FILTER (span = 'year') AS year_hours,
           coalesce(sum(required) FILTER (span = 'rolling'), 0) AS rolling_required, sum(met) FILTER (span = 'rolling') AS rolling_met,
           sum(on_pace) FILTER (span = 'rolling') AS rolling_on_pace,
           coalesce(sum(required) FILTER (span = 'cycle'), 0) AS cycle_required, sum(met) FILTER (span = 'cycle') AS cycle_met,
           sum(on_pace) FILTER (span = 'cycle') AS cycle_on_pace,
           coalesce(sum(online_people), 0) AS online_people, sum(online_met) AS online_met
    FROM spread GROUP BY ALL
)
SELECT slice, org_tier, level_code, day,
       annual_rate(year_met, year_required) AS annual_rate,
       annual_track_rate(year_met, year_on_pace, year_required) AS annual_track_rate,
       year_hours_per_head(year_hours, year_required) AS year_hours_per_head,
       five_year_rate(rolling_met, rolling_required) AS five_year_rate,
       five_year_track_rate(rolling_met, rolling_on_pace, rolling_required) AS five_year_track_rate,
       cycle_rate(cycle_met, cycle_required) AS cycle_rate,
       cycle_track_rate(cycle_met, cycle_on_pace, cycle_required) AS cycle_track_rate,
       online_rate(online_met, online_people) AS online_rate, sum(online_people) AS online_people,
       sum(year_required) AS year_required, sum(rolling_required) AS rolling_required, sum(cycle_required) AS cycle_required
FROM summed
GROUP BY slice, org_tier, level_code, day
ORDER BY slice, org_tier, level_code;
