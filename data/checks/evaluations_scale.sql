-- Is a score off its scale?
-- code: above_scale, below_scale
-- severity: reject
SELECT _src, _row, 'score' AS field, score AS value,
       CASE WHEN score > scale_max THEN 'above_scale' ELSE 'below_scale' END AS code
FROM acc_evaluations WHERE score > scale_max OR score < 0
