-- Do session and trainee belong to the same class?
SELECT a._src, a._row, 'enrollment_id' AS field, a.enrollment_id AS value, 'other_class' AS code
FROM acc_attendance a
JOIN acc_sessions s USING (session_id)
JOIN acc_enrollments e USING (enrollment_id)
WHERE s.class_id <> e.class_id
