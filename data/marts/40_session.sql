-- How full was the room, session by session?
-- month: attendance
-- grain: session_id
CREATE TABLE mart_session AS
SELECT s.class_id, s.session_id, count(*) AS attendees,
       CAST(sum(round(60 * s.hours)) AS BIGINT) AS planned_minutes,
       CAST(sum(CASE
           WHEN c.credit = 1 THEN round(60 * s.hours)
           WHEN c.credit IS NULL THEN greatest(0, round(60 * s.hours) - coalesce(a.minutes_lost, 0))
           ELSE 0 END) AS BIGINT) AS attended_minutes
FROM acc_sessions s
JOIN acc_attendance a USING (session_id)
JOIN enrolment e USING (enrollment_id)
JOIN attendance_credit c ON c.status = a.status
WHERE e.checked_in AND (e.left_on IS NULL OR s.date <= e.left_on)
GROUP BY ALL
ORDER BY ALL;
