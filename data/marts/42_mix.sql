-- Which part of each class's hours is of which kind? Shares count only hours of which the kind is known.
-- What binds main classes of Party schools alone is summed apart, for those classes only. Who answered, of how many, is of the
-- sessions that are compared (41_course.sql): of ten answers and more; with fewer than ten present it would tell of few.
-- grain: class_id
CREATE TABLE mart_mix AS
WITH trait AS (
    SELECT code AS method_code, json_extract_string(extra, '$.interactive') = 'yes' AS interactive,
           json_extract_string(extra, '$.side') = 'practice' AS practice
    FROM code WHERE list = 'methods'
), summed AS (
    SELECT c.month, c.class_id, coalesce(k.is_main_class AND k.host_type = 'PARTY_SCHOOL', FALSE) AS bound,
           coalesce(sum(c.minutes) FILTER (c.module_code <> ''), 0) AS module_minutes,
           coalesce(sum(c.minutes) FILTER (c.module_code IN ('C1', 'C2')), 0) AS theory_minutes,
           coalesce(sum(c.minutes) FILTER (c.module_code = 'C2'), 0) AS party_minutes,
           coalesce(sum(c.minutes) FILTER (c.method_code <> ''), 0) AS method_minutes,
           coalesce(sum(c.minutes) FILTER (t.interactive), 0) AS interactive_minutes,
           coalesce(sum(c.minutes) FILTER (t.practice), 0) AS practice_minutes,
           coalesce(sum(c.minutes) FILTER (c.teacher_type <> ''), 0) AS teacher_minutes,
           coalesce(sum(c.minutes) FILTER (c.teacher_type = 'LEAD'), 0) AS leader_minutes,
           coalesce(sum(c.minutes) FILTER (c.teacher_type IN ('MODEL', 'PRACT')), 0) AS model_minutes,
           bool_or(c.has_ethics) AS ethics,
           coalesce(sum(c.course_answers) FILTER (c.course_answers >= 10 AND coalesce(v.attendees, 10) >= 10), 0) AS rated_answers,
           coalesce(sum(v.attendees) FILTER (c.course_answers >= 10 AND v.attendees >= 10), 0) AS rated_visitors
    FROM mart_course c JOIN dim_class k USING (class_id) LEFT JOIN trait t USING (method_code)
    LEFT JOIN mart_session v ON v.session_id = c.session_id
    GROUP BY c.month, c.class_id, bound
)
SELECT month, class_id, CAST(method_minutes > 0 AS INTEGER) AS method_classes, method_minutes, interactive_minutes, practice_minutes,
       CAST(bound AND module_minutes > 0 AS INTEGER) AS theory_classes,
       CASE WHEN bound THEN module_minutes ELSE 0 END AS bound_minutes,
       CASE WHEN bound THEN theory_minutes ELSE 0 END AS theory_minutes,
       CASE WHEN bound THEN party_minutes ELSE 0 END AS party_minutes,
       CAST(bound AND teacher_minutes > 0 AS INTEGER) AS led_classes,
       CASE WHEN bound THEN teacher_minutes ELSE 0 END AS led_minutes,
       CASE WHEN bound THEN leader_minutes ELSE 0 END AS leader_minutes,
       CAST(teacher_minutes > 0 AS INTEGER) AS taught_classes, teacher_minutes, model_minutes,
       CAST(ethics IS NOT NULL AS INTEGER) AS ethics_asked, CAST(coalesce(ethics, FALSE) AS INTEGER) AS ethics_held,
       rated_answers, rated_visitors
FROM summed
ORDER BY month, class_id;
