-- How do the groups that judge a class (trainees, followers, experts, managers) rate it overall? Per cent of the scale, one
-- value an answer sheet.
-- month: evaluations
-- grain: class_id, rater_role
CREATE TABLE mart_rater AS
WITH sheet AS (
    SELECT class_id, coalesce(rater_role, 'TRN') AS rater_role, response_id,
           CAST(avg(CAST(100 * score / scale_max AS DECIMAL(18, 10))) AS DECIMAL(18, 10)) AS score
    FROM acc_evaluations
    WHERE session_id IS NULL AND dimension_code = 'OV'
    GROUP BY class_id, coalesce(rater_role, 'TRN'), response_id
)
SELECT class_id, rater_role, CAST(count(*) AS DOUBLE) AS rater_answers, CAST(sum(score) AS DOUBLE) AS rater_sum
FROM sheet
GROUP BY class_id, rater_role
ORDER BY class_id, rater_role;

-- How was each question of a class answered by trainees? An answer is satisfied as in 22_evaluation.sql.
-- month: evaluations
-- grain: class_id, item_code, dimension_code
CREATE TABLE mart_item AS
SELECT class_id, item_code, dimension_code, CAST(count(*) AS DOUBLE) AS item_answers,
       CAST(count(*) FILTER (score >= if(scale_max > 10 OR scale_max < 2, 0.8 * scale_max, scale_max - 1)) AS DOUBLE) AS item_positive
FROM acc_evaluations
WHERE session_id IS NULL AND coalesce(rater_role, 'TRN') = 'TRN'
GROUP BY class_id, item_code, dimension_code
ORDER BY class_id, item_code, dimension_code;

-- Which questionnaire did a class get? Two classes with the same questions on the same scales have the same text here.
-- grain: class_id
CREATE TABLE mart_form AS
SELECT class_id, md5(string_agg(question, '|' ORDER BY question)) AS form
FROM (
    SELECT DISTINCT class_id, concat_ws(':', item_code, dimension_code, scale_max) AS question
    FROM acc_evaluations
    WHERE session_id IS NULL AND coalesce(rater_role, 'TRN') = 'TRN'
)
GROUP BY class_id
ORDER BY class_id;
