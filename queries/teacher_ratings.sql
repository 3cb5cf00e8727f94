-- How is each teacher rated against the other sessions of the same classes?
-- grain: teacher
-- parts: teacher
-- Teachers are numbers, for counting only. Which classes are left out: course_distance.
SELECT t.teacher, any_value(t.teacher_type) AS teacher_type, count(*) AS classes,
       class_distance(distance_sum, compared) AS class_distance,
       distance_spread(distance_sum, distance_sq, compared) AS distance_spread,
       sum(compared_answers) AS compared_answers, sum(compared) AS compared_sessions
FROM mart_teacher t JOIN selected_classes($regions, $hosts, $levels, $types, $date_from, $date_to) k USING (class_id, month)
WHERE class_id NOT IN (SELECT unnest(CAST($unrated AS VARCHAR[])))
GROUP BY t.teacher
ORDER BY t.teacher;
