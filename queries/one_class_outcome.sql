-- How did results at work move, of units that sent people to one class and of those on its waiting list?
-- grain: trained, measured_on
-- needs: mart_outcome
SELECT trained, measured_on, outcome, later, outcome_level(value_sum, outcome_units) AS outcome_level,
       outcome_level_spread(value_sum, value_sq, outcome_units) AS outcome_level_spread, sum(outcome_units) AS outcome_units
FROM mart_outcome
WHERE class_id = $class_id
  AND class_id IN (SELECT class_id FROM selected_classes($allowed, NULL, NULL, NULL, DATE '1900-01-01', DATE '2999-01-01'))
GROUP BY trained, measured_on, outcome, later
ORDER BY trained DESC, measured_on;
