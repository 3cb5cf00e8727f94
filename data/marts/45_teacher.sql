-- How is each teacher rated within the classes taught? A teacher is a number that means nothing outside this version: how many
-- stand apart is published, never who.
-- grain: class_id, teacher
CREATE TABLE mart_teacher AS
WITH known AS (
    SELECT teacher_id, CAST(row_number() OVER (ORDER BY teacher_id) AS INTEGER) AS teacher
    FROM (SELECT DISTINCT teacher_id FROM acc_sessions WHERE teacher_id IS NOT NULL)
)
SELECT c.month, c.class_id, k.teacher, c.teacher_type, sum(c.compared_answers) AS compared_answers, sum(c.compared) AS compared,
       CAST(sum(c.distance_sum) AS DECIMAL(18, 10)) AS distance_sum, CAST(sum(c.distance_sq) AS DECIMAL(18, 10)) AS distance_sq
FROM mart_course c JOIN acc_sessions s USING (session_id) JOIN known k USING (teacher_id)
WHERE c.compared = 1
GROUP BY ALL
ORDER BY c.month, c.class_id, k.teacher;
