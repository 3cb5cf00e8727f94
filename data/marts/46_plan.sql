-- Which planned runs were due, and which of them began in time? Without a planned start a run is due when its year ends.
-- grain: plan_item_id
CREATE TABLE plan_run AS
WITH grace AS (
    SELECT coalesce(max(TRY_CAST(regexp_extract(extra::JSON ->> 'threshold', '(\d+) days', 1) AS INTEGER)), 0) AS days
    FROM code WHERE list = 'rules' AND extra::JSON ->> 'metric' = 'PLN-01'
), item AS (
    SELECT p.plan_item_id, p.year, coalesce(p.region_code, '') AS region_code, coalesce(p.train_type, '') AS train_type,
           p.planned_runs, coalesce(p.planned_start + g.days, make_date(p.year, 12, 31)) AS due_on
    FROM acc_plan_items p CROSS JOIN grace g
)
SELECT i.*, CAST(date_trunc('month', i.due_on) AS DATE) AS month,
       least(i.planned_runs, coalesce(k.runs, 0)) AS runs_in_time
FROM item i LEFT JOIN (
    SELECT i.plan_item_id, count(*) AS runs FROM item i JOIN acc_classes k USING (plan_item_id)
    WHERE k.start_date <= i.due_on GROUP BY i.plan_item_id) k USING (plan_item_id)
ORDER BY i.due_on, i.plan_item_id;

-- Which classes were in the plan before they began? Only classes of years that have a plan can be judged.
-- grain: class_id
CREATE TABLE class_plan AS
SELECT k.class_id, d.month, d.train_type, d.host_region, coalesce(d.host_name, '') AS host_name,
       p.plan_item_id IS NOT NULL AND coalesce(p.approved_on <= k.start_date, TRUE) AS planned
FROM acc_classes k JOIN dim_class d USING (class_id) LEFT JOIN acc_plan_items p ON p.plan_item_id = k.plan_item_id
WHERE year(k.start_date) IN (SELECT year FROM acc_plan_items)
ORDER BY d.month, k.class_id;
