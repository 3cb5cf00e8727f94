-- Is a score off its scale? 0.95 where 100 is the top is a percentage written in two ways.
-- code: above_scale, below_scale, fraction_score
-- severity: reject
SELECT _src, _row, 'score' AS field, score AS value,
       CASE WHEN score > scale_max THEN 'above_scale' WHEN score < 0 THEN 'below_scale' ELSE 'fraction_score' END AS code
FROM acc_evaluations WHERE score > scale_max OR score < 0 OR (score > 0 AND score < 1 AND scale_max >= 10)
