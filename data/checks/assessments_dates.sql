-- Was a test taken years after its class?
-- code: long_after_class
-- severity: reject
SELECT a._src, a._row, 'taken_on' AS field, a.taken_on AS value
FROM acc_assessments a JOIN acc_enrollments e USING (enrollment_id) JOIN acc_classes k ON k.class_id = e.class_id
WHERE a.taken_on > k.end_date + INTERVAL 5 YEAR
