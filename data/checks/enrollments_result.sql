-- Did somebody complete a class without a result, though the class gives results?
-- code: no_result
-- severity: warn
-- checked: count(*) FROM acc_enrollments WHERE status = 'DONE' AND class_id IN (SELECT class_id FROM acc_enrollments WHERE final_result IS NOT NULL)
SELECT _src, _row, 'final_result' AS field, NULL AS value
FROM acc_enrollments
WHERE status = 'DONE' AND final_result IS NULL
  AND class_id IN (SELECT class_id FROM acc_enrollments WHERE final_result IS NOT NULL)
