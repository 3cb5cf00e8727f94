-- Which classes are there? The month a class starts in is the month all of its figures belong to.
-- grain: class_id
CREATE TABLE dim_class AS
SELECT k.class_id, k.title, k.run_no, coalesce(k.programme_id, k.class_id) AS programme_id, k.train_type, k.delivery_mode,
       k.topic_code, k.host_name, k.host_type, coalesce(k.host_region, '') AS host_region, k.start_date, k.end_date,
       k.days, k.scheduled_hours, k.seats, k.is_main_class,
       CAST(date_trunc('month', k.start_date) AS DATE) AS month
FROM acc_classes k
ORDER BY k.start_date, k.class_id;
