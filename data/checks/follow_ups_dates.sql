-- Was a follow-up answered, or the training applied, before the class began?
SELECT f._src, f._row,
       CASE WHEN f.submitted_on < k.start_date THEN 'submitted_on' ELSE 'first_applied_on' END AS field,
       CASE WHEN f.submitted_on < k.start_date THEN f.submitted_on ELSE f.first_applied_on END AS value,
       'before_class' AS code
FROM acc_follow_ups f
LEFT JOIN acc_enrollments e USING (enrollment_id)
JOIN acc_classes k ON k.class_id = coalesce(e.class_id, f.class_id)
WHERE f.submitted_on < k.start_date OR f.first_applied_on < k.start_date
