-- All measures of a class in one row, and how its long questionnaires were filled in: lists of classes ask for nothing finer.
-- by year
-- grain: class_id
CREATE TABLE class_sum AS
WITH parts AS (SELECT * EXCLUDE (region_code, level_code, anonymous) FROM effect_class)
SELECT p.month, p.class_id,
       sum(COLUMNS(p.* EXCLUDE (month, train_type, class_id, share_sum, share_sq, pre_sum, post_sum, score_sum))),
       CAST(sum(CAST(COLUMNS(['share_sum', 'share_sq', 'pre_sum', 'post_sum', 'score_sum']) AS DECIMAL(38, 12))) AS DOUBLE),
       CAST(any_value(q.long_responses) AS DOUBLE) AS long_responses,
       CAST(any_value(q.straight_responses) AS DOUBLE) AS straight_responses
FROM parts p LEFT JOIN mart_answer_quality q USING (class_id)
GROUP BY p.month, p.class_id
ORDER BY p.month, p.class_id;
