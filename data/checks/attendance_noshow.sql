-- Was somebody marked present who did not come to the class? Such marks count for nobody.
-- code: present_noshow
-- severity: warn
SELECT a._src, a._row, 'status' AS field, a.status AS value
FROM acc_attendance a
WHERE a.status = 'P' AND a.enrollment_id IN (SELECT enrollment_id FROM acc_enrollments WHERE status = 'NOSHOW')
