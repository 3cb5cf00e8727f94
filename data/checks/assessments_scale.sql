-- Is a score above its maximum?
-- code: above_scale
-- severity: reject
SELECT _src, _row, 'score' AS field, score AS value
FROM acc_assessments WHERE score > max_score
