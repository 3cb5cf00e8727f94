-- Were trainees satisfied who answered by the last day of their class, and those who answered later? Of a city at most.
-- grain: month, train_type, region_code, level_code, anonymous, answer_time
CREATE TABLE opinion_month AS
SELECT k.month, k.train_type, a.region_code, a.level_code, TRUE AS anonymous, a.answer_time,
       CAST(sum(a.ov_count) AS DOUBLE) AS ov_count, CAST(sum(a.ov_positive) AS DOUBLE) AS ov_positive
FROM mart_answer_time a JOIN dim_class k USING (class_id)
GROUP BY ALL
ORDER BY month;
