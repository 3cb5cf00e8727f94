-- What did the trainees of one class write in their own words?
-- grain: place
-- classes: whole comment_writers=ov_count
-- needs: class_comment
SELECT place, comment, comment_rate(comment_writers, comment_answers) AS comment_rate, sum(comment_writers) AS comment_writers
FROM class_comment c CROSS JOIN (SELECT sum(responses) AS comment_answers FROM effect_class WHERE class_id = $class_id) a
WHERE c.class_id = $class_id
  AND c.class_id IN (SELECT class_id FROM selected_classes($allowed, NULL, NULL, NULL, DATE '1900-01-01', DATE '2999-01-01'))
GROUP BY place, comment
ORDER BY place;
