-- Is the same person twice in one class, or completed before the class began?
SELECT e._src, e._row, 'completed_on' AS field, CAST(e.completed_on AS VARCHAR) AS value, 'before_class' AS code
FROM acc_enrollments e JOIN acc_classes k USING (class_id)
WHERE e.completed_on < k.start_date
UNION ALL
SELECT _src, _row, 'cadre_id', cadre_id, 'twice_in_class'
FROM acc_enrollments
QUALIFY row_number() OVER (PARTITION BY class_id, cadre_id ORDER BY _src, _row) > 1
