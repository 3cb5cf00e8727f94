-- Was somebody marked present after leaving the class? Such marks count for nobody.
-- code: present_after_leaving
-- severity: warn
SELECT a._src, a._row, 'status' AS field, a.status AS value
FROM acc_attendance a
JOIN (SELECT enrollment_id, left_on FROM acc_enrollments WHERE left_on IS NOT NULL) e USING (enrollment_id)
JOIN acc_sessions s USING (session_id)
WHERE a.status = 'P' AND s.date > e.left_on
