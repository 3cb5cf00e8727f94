-- Is the same person twice in one class?
-- code: twice_in_class
-- severity: reject
SELECT _src, _row, 'cadre_id' AS field, cadre_id AS value
FROM acc_enrollments
QUALIFY row_number() OVER (PARTITION BY class_id, cadre_id ORDER BY _src, _row) > 1
