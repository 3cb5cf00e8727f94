-- How were attitude, content, method and effect of each session of one class rated?
-- grain: seq, dimension_code
-- classes: whole aspect_answers=course_answers+ov_count
-- needs: mart_aspect, mart_course
SELECT c.seq, a.dimension_code, aspect_score(aspect_sum, aspect_answers) AS aspect_score, sum(aspect_answers) AS aspect_answers
FROM mart_course c JOIN mart_aspect a USING (session_id)
WHERE c.class_id = $class_id
  AND c.class_id IN (SELECT class_id FROM selected_classes($allowed, NULL, NULL, NULL, DATE '1900-01-01', DATE '2999-01-01'))
GROUP BY c.seq, a.dimension_code
ORDER BY c.seq, a.dimension_code;
