-- All additive measures of a class in one place. `anonymous` rows carry a city at most.
-- grain: class_id, region_code, level_code, anonymous
CREATE TABLE effect_class AS
WITH parts AS (
    SELECT *, FALSE AS anonymous FROM mart_register
    UNION ALL BY NAME SELECT *, FALSE AS anonymous FROM mart_attendance
    UNION ALL BY NAME SELECT *, FALSE AS anonymous FROM mart_learning
    UNION ALL BY NAME SELECT *, TRUE AS anonymous FROM mart_evaluation
    UNION ALL BY NAME SELECT * EXCLUDE (month) FROM mart_follow_up WHERE class_id <> ''
)
SELECT k.month, k.train_type, p.class_id, p.region_code, p.level_code, p.anonymous,
       CAST(coalesce(sum(COLUMNS(p.* EXCLUDE (class_id, region_code, level_code, anonymous))), 0) AS DOUBLE)
FROM parts p JOIN dim_class k USING (class_id)
GROUP BY k.month, k.train_type, p.class_id, p.region_code, p.level_code, p.anonymous
ORDER BY k.month, p.class_id;
