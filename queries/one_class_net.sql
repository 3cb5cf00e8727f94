-- How far did both sides of one class move from before it to after it, and how fast did they move before?
-- grain: trained
-- needs: mart_net
SELECT trained, times_before, agreed, outcome_change(change_sum, outcome_units) AS outcome_change,
       outcome_change_spread(change_sum, change_sq, outcome_units) AS outcome_change_spread,
       outcome_slope(slope_sum, outcome_units) AS outcome_slope,
       outcome_slope_spread(slope_sum, slope_sq, outcome_units) AS outcome_slope_spread, sum(outcome_units) AS outcome_units
FROM mart_net
WHERE class_id = $class_id
  AND class_id IN (SELECT class_id FROM selected_classes($allowed, NULL, NULL, NULL, DATE '1900-01-01', DATE '2999-01-01'))
GROUP BY trained, times_before, agreed
ORDER BY trained DESC;
