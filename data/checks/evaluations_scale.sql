-- Is a score off its scale, or an answer older than its class?
SELECT v._src, v._row, CASE WHEN v.score > v.scale_max OR v.score < 0 THEN 'score' ELSE 'submitted_on' END AS field,
       CASE WHEN v.score > v.scale_max OR v.score < 0 THEN CAST(v.score AS VARCHAR) ELSE CAST(v.submitted_on AS VARCHAR) END AS value,
       CASE WHEN v.score > v.scale_max THEN 'above_scale' WHEN v.score < 0 THEN 'below_scale' ELSE 'before_class' END AS code
FROM acc_evaluations v JOIN acc_classes k USING (class_id)
WHERE v.score > v.scale_max OR v.score < 0 OR v.submitted_on < k.start_date
