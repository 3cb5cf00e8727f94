-- How was each session rated? Answers about a session name it; scores are per cent of their scale.
-- month: evaluations
-- grain: session_id
CREATE TABLE mart_rating AS
WITH answer AS (
    SELECT session_id, response_id,
           CAST(avg(CAST(100 * score / scale_max AS DECIMAL(18, 10))) AS DECIMAL(18, 10)) AS score
    FROM acc_evaluations
    WHERE session_id IS NOT NULL AND coalesce(rater_role, 'TRN') = 'TRN'
    GROUP BY session_id, response_id
)
SELECT session_id, count(*) AS course_answers, CAST(sum(score) AS DOUBLE) AS rating_sum,
       CAST(sum(CAST(score ** 2 AS DECIMAL(18, 10))) AS DOUBLE) AS rating_sq
FROM answer GROUP BY session_id;
