-- How many of the forms long enough to tell tick one and the same option throughout (straight-lined)?
-- month: evaluations
-- grain: class_id
CREATE TABLE mart_answer_quality AS
WITH form AS (
    SELECT class_id, response_id, min(score) = max(score) AND min(scale_max) = max(scale_max) AS straight
    FROM acc_evaluations
    WHERE coalesce(rater_role, 'TRN') = 'TRN'
    GROUP BY class_id, response_id
    HAVING count(*) >= 8
)
SELECT class_id, count(*) AS long_responses, count(*) FILTER (straight) AS straight_responses
FROM form
GROUP BY class_id
ORDER BY class_id;
