-- Do session and trainee belong to the same class?
-- code: other_class
-- severity: reject
SELECT a._src, a._row, 'enrollment_id' AS field, a.enrollment_id AS value
FROM acc_attendance a
JOIN acc_sessions s USING (session_id)
JOIN acc_enrollments e USING (enrollment_id)
WHERE s.class_id <> e.class_id
