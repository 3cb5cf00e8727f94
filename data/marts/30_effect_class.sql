-- All additive measures of a class in one place. `anonymous` rows carry a city at most.
-- Each part has one row a place and level, so they are joined: to sum sixty columns that are empty in four of five rows
-- takes five times as long.
-- by year
-- grain: class_id, region_code, level_code, anonymous
CREATE TABLE effect_class AS
WITH parts AS (
    FROM (SELECT *, FALSE AS anonymous FROM mart_register)
    FULL JOIN (SELECT *, FALSE AS anonymous FROM mart_attendance) USING (class_id, region_code, level_code, anonymous)
    FULL JOIN (SELECT *, FALSE AS anonymous FROM mart_learning) USING (class_id, region_code, level_code, anonymous)
    FULL JOIN (SELECT *, TRUE AS anonymous FROM mart_evaluation) USING (class_id, region_code, level_code, anonymous)
    FULL JOIN (SELECT * EXCLUDE (month) FROM mart_follow_up WHERE class_id <> '') USING (class_id, region_code, level_code, anonymous)
)
SELECT k.month, k.train_type, p.class_id, p.region_code, p.level_code, p.anonymous,
       CAST(coalesce(COLUMNS(p.* EXCLUDE (class_id, region_code, level_code, anonymous)), 0) AS DOUBLE)
FROM parts p JOIN dim_class k USING (class_id)
ORDER BY k.month, p.class_id;
