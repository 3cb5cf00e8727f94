-- Which share is satisfied with each question of one class's form?
-- grain: item_code, dimension_code
-- classes: whole item_answers=ov_count
-- needs: mart_item
SELECT item_code, dimension_code, item_rate(item_positive, item_answers) AS item_rate, sum(item_answers) AS item_answers
FROM mart_item
WHERE class_id = $class_id
  AND class_id IN (SELECT class_id FROM selected_classes($allowed, NULL, NULL, NULL, DATE '1900-01-01', DATE '2999-01-01'))
GROUP BY item_code, dimension_code
ORDER BY item_code, dimension_code;
