-- Which classes are there? The month a class starts in is the month all of its figures belong to.
-- `leave_limit`: the share of its hours that leave may reach, by the rule of its way of delivery in force on its first day.
-- grain: class_id
CREATE TABLE dim_class AS
WITH leave_rule AS (
    SELECT extra::JSON ->> 'applies_to' AS modes,
           TRY_CAST(split_part(extra::JSON ->> 'threshold', '/', 1) AS DOUBLE)
           / TRY_CAST(split_part(extra::JSON ->> 'threshold', '/', 2) AS DOUBLE) AS most,
           coalesce(TRY_CAST(extra::JSON ->> 'valid_from' AS DATE), DATE '1900-01-01') AS valid_from,
           coalesce(TRY_CAST(extra::JSON ->> 'valid_to' AS DATE), DATE '9999-12-31') AS valid_to
    FROM code
    WHERE list = 'rules' AND extra::JSON ->> 'metric' = 'ATT-02' AND extra::JSON ->> 'operator' = '<='
)
SELECT k.class_id, k.title, k.run_no, coalesce(k.programme_id, k.class_id) AS programme_id, k.train_type, k.delivery_mode,
       k.topic_code, k.host_name, k.host_type, coalesce(k.host_region, '') AS host_region, k.start_date, k.end_date,
       k.days, k.scheduled_hours, k.seats, k.is_main_class,
       CAST(date_trunc('month', k.start_date) AS DATE) AS month,
       (SELECT max_by(r.most, r.valid_from) FROM leave_rule r
        WHERE k.start_date BETWEEN r.valid_from AND r.valid_to
          AND list_contains(string_split(r.modes, '|'), coalesce(k.delivery_mode, 'OFF'))) AS leave_limit
FROM acc_classes k
ORDER BY k.start_date, k.class_id;
