-- Were recruits trained within probation and the newly promoted within their year, by organ tier and by cadre level?
-- grain: slice, org_tier, level_code
-- lattice: duties
-- type: org_tier
-- parts: level_code, org_tier
-- A duty belongs to the month it falls due in. A row has either all tiers or all levels together.
WITH chosen AS (
    SELECT CASE WHEN month >= $date_from THEN 'now' ELSE 'before' END AS slice, * FROM deadline_month
    WHERE NOT soon AND month BETWEEN coalesce($before_from, $date_from) AND $date_to AND (month >= $date_from OR month <= $before_to)
      AND in_region(region_code, FALSE, $regions, NULL)
      AND ($levels IS NULL OR list_contains($levels, level_code)) AND ($types IS NULL OR list_contains($types, duty))
), spread AS (
    SELECT * EXCLUDE (org_tier), '*' AS org_tier FROM chosen
    UNION ALL BY NAME SELECT * EXCLUDE (level_code), '*' AS level_code FROM chosen
    UNION ALL BY NAME SELECT * EXCLUDE (level_code, org_tier), '*' AS level_code, '*' AS org_tier FROM chosen
), summed AS (
    SELECT slice, org_tier, level_code,
           coalesce(sum(due) FILTER (duty = 'T1'), 0) AS initial_due, sum(in_time) FILTER (duty = 'T1') AS initial_in_time,
           coalesce(sum(due) FILTER (duty = 'T2'), 0) AS promoted_due, sum(in_time) FILTER (duty = 'T2') AS promoted_in_time
    FROM spread GROUP BY ALL
)
SELECT slice, org_tier, level_code,
       initial_in_time_rate(initial_in_time, initial_due) AS initial_in_time_rate,
       promoted_in_time_rate(promoted_in_time, promoted_due) AS promoted_in_time_rate,
       sum(initial_due) AS initial_due, sum(promoted_due) AS promoted_due
FROM summed
GROUP BY slice, org_tier, level_code
ORDER BY slice, org_tier, level_code;
