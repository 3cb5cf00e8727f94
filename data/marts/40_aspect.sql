-- How were attitude, content, method and effect of each session rated? Per cent of the scale, one value an answer sheet.
-- month: evaluations
-- grain: session_id, dimension_code
CREATE TABLE mart_aspect AS
WITH sheet AS (
    SELECT session_id, dimension_code, response_id,
           CAST(avg(CAST(100 * score / scale_max AS DECIMAL(18, 10))) AS DECIMAL(18, 10)) AS score
    FROM acc_evaluations
    WHERE session_id IS NOT NULL AND coalesce(rater_role, 'TRN') = 'TRN' AND dimension_code IN ('CA', 'CC', 'CM', 'CE')
    GROUP BY session_id, dimension_code, response_id
)
SELECT session_id, dimension_code, CAST(count(*) AS DOUBLE) AS aspect_answers, CAST(sum(score) AS DOUBLE) AS aspect_sum
FROM sheet
GROUP BY session_id, dimension_code
ORDER BY session_id, dimension_code;
