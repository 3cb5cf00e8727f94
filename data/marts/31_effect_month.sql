-- The cube behind every page of totals: additive measures by month. Hours from outside the classes and
-- follow-ups of unknown classes have no training type. What is no whole number is summed as decimals: in any order the same.
-- by year
-- grain: month, train_type, region_code, level_code, anonymous
CREATE TABLE effect_month AS
WITH parts AS (
    SELECT * EXCLUDE (class_id) FROM effect_class
    UNION ALL BY NAME SELECT *, '' AS train_type, FALSE AS anonymous FROM mart_outside
    UNION ALL BY NAME SELECT * EXCLUDE (class_id), '' AS train_type FROM mart_follow_up
                      WHERE class_id = '' AND month IS NOT NULL
)
SELECT month, train_type, region_code, level_code, anonymous,
       CAST(coalesce(sum(COLUMNS(* EXCLUDE (month, train_type, region_code, level_code, anonymous,
                                            share_sum, share_sq, pre_sum, post_sum, score_sum))), 0) AS DOUBLE),
       CAST(coalesce(sum(CAST(COLUMNS(['share_sum', 'share_sq', 'pre_sum', 'post_sum', 'score_sum']) AS DECIMAL(38, 12))), 0) AS DOUBLE)
FROM parts
GROUP BY month, train_type, region_code, level_code, anonymous
ORDER BY month;
