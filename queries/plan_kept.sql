-- Did planned runs begin in time, region by region, and which hosts hold classes outside the plan?
-- grain: part, code
-- Plans belong to the region that makes them, classes to the one they are held in. Neither knows levels.
WITH held AS (
    SELECT host_name, count(*) AS judged, count(*) FILTER (NOT planned) AS unplanned FROM class_plan
    WHERE month BETWEEN $date_from AND $date_to AND in_region(host_region, FALSE, $regions, NULL)
      AND ($types IS NULL OR list_contains($types, train_type))
    GROUP BY host_name
), run AS (
    SELECT r.city_code, sum(p.planned_runs) AS runs_due, sum(p.runs_in_time) AS runs_in_time
    FROM plan_run p LEFT JOIN dim_region r ON r.code = p.region_code
    WHERE p.month BETWEEN $date_from AND $date_to AND p.due_on <= $as_of AND in_region(p.region_code, FALSE, $regions, NULL)
      AND ($types IS NULL OR list_contains($types, p.train_type))
    GROUP BY r.city_code
), part AS (
    SELECT 'host' AS part, host_name AS code, judged, unplanned, 0 AS runs_due, 0 AS runs_in_time FROM held
    UNION ALL SELECT 'region', coalesce(city_code, ''), 0, 0, runs_due, runs_in_time FROM run
), spread AS (
    SELECT * FROM part UNION ALL SELECT '*', '*', judged, unplanned, runs_due, runs_in_time FROM part
)
SELECT part, code, plan_execution_rate(runs_in_time, runs_due) AS plan_execution_rate,
       unplanned_rate(unplanned, judged) AS unplanned_rate, sum(runs_due) AS runs_due, sum(judged) AS judged
FROM spread
GROUP BY part, code
ORDER BY part, code;
