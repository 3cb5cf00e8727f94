-- Was a trainee ever marked as signed for by somebody else?
-- month: attendance
-- grain: class_id, enrollment_id
CREATE TABLE signed_trainee AS
SELECT e.class_id, e.enrollment_id, bool_or(a.status = 'X') AS signed_for
FROM acc_attendance a JOIN enrolment e USING (enrollment_id)
GROUP BY ALL;
