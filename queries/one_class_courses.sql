-- How is each session of one class rated beside the others?
-- grain: seq
-- classes: whole course_answers=ov_count compared_answers=course_answers+ov_count
-- needs: mart_course
SELECT c.seq, c.session_title, c.method_code, c.teacher_type,
       course_score(rating_sum, course_answers) AS course_score,
       class_distance(distance_sum, compared) AS class_distance, sum(compared_answers) AS compared_answers,
       answer_spread(rating_sum, rating_sq, course_answers) AS answer_spread, sum(course_answers) AS course_answers
FROM mart_course c
WHERE c.class_id = $class_id AND c.course_answers > 0
  AND c.class_id IN (SELECT class_id FROM selected_classes($allowed, NULL, NULL, NULL, DATE '1900-01-01', DATE '2999-01-01'))
GROUP BY ALL
ORDER BY c.seq;
