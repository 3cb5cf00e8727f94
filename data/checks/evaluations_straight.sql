-- Did a trainee tick the same option in every one of eight or more questions? The answers stay; the form is named once.
-- code: straight_line
-- severity: warn
-- checked: count(*) FROM (SELECT 1 FROM acc_evaluations WHERE coalesce(rater_role, 'TRN') = 'TRN' GROUP BY class_id, response_id HAVING count(*) >= 8)
SELECT min(_src) AS _src, arg_min(_row, (_src, _row)) AS _row, 'response_id' AS field, response_id AS value
FROM acc_evaluations
WHERE coalesce(rater_role, 'TRN') = 'TRN'
GROUP BY class_id, response_id
HAVING count(*) >= 8 AND min(score) = max(score) AND min(scale_max) = max(scale_max)
