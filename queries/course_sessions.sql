-- How is each session rated beside the others of its class?
-- grain: class_id, seq
-- classes: whole course_answers=ov_count
SELECT c.class_id, c.seq, course_score(rating_sum, course_answers) AS course_score,
       answer_spread(rating_sum, rating_sq, course_answers) AS answer_spread, sum(course_answers) AS course_answers
FROM mart_course c
JOIN selected_classes($regions, $hosts, $levels, $types, $date_from, $date_to) k USING (class_id, month)
WHERE c.course_answers > 0
GROUP BY c.class_id, c.seq
ORDER BY c.class_id, c.seq;
