-- Is a score above its maximum?
SELECT _src, _row, 'score' AS field, score AS value, 'above_scale' AS code
FROM acc_assessments WHERE score > max_score
