-- Is an answer older than its class, or years younger?
-- code: before_class, long_after_class
-- severity: reject
SELECT v._src, v._row, 'submitted_on' AS field, v.submitted_on AS value,
       CASE WHEN v.submitted_on < k.start_date THEN 'before_class' ELSE 'long_after_class' END AS code
FROM acc_evaluations v JOIN acc_classes k USING (class_id)
WHERE v.submitted_on < k.start_date OR v.submitted_on > k.end_date + INTERVAL 5 YEAR
