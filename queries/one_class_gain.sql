-- How far did the people of one class come from the test before to the test after?
-- grain: class_id
-- classes: whole kept_people=pairs
-- needs: mart_gain
SELECT class_id, pre_score(pre_sum, pairs) AS pre_score, post_score(post_sum, pairs) AS post_score,
       learning_gain(pre_sum, post_sum, pairs) AS learning_gain,
       pre_spread(pre_sum, pre_sq, pairs) AS pre_spread, post_spread(post_sum, post_sq, pairs) AS post_spread,
       change_spread(pre_sum, post_sum, change_sq, pairs) AS change_spread,
       ceiling_rate(full_before, pairs) AS ceiling_rate, sum(pairs) AS pairs,
       retention_rate(gained_sum, kept_sum, kept_people) AS retention_rate, gained_points(gained_sum, kept_people) AS gained_points,
       gained_spread(gained_sum, gained_sq, kept_people) AS gained_spread, kept_spread(kept_sum, kept_sq, kept_people) AS kept_spread,
       lost_spread(gained_sum, kept_sum, lost_sq, kept_people) AS lost_spread, sum(kept_people) AS kept_people
FROM mart_gain
WHERE class_id = $class_id
  AND class_id IN (SELECT class_id FROM selected_classes($allowed, NULL, NULL, NULL, DATE '1900-01-01', DATE '2999-01-01'))
GROUP BY class_id;
