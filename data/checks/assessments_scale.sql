-- Is a score above its maximum? 0.95 where 100 is the top is a percentage written in two ways.
-- code: above_scale, fraction_score
-- severity: reject
SELECT _src, _row, 'score' AS field, score AS value,
       CASE WHEN score > max_score THEN 'above_scale' ELSE 'fraction_score' END AS code
FROM acc_assessments WHERE score > max_score OR (score > 0 AND score < 1 AND max_score >= 10)
