-- How full was the room in each session of one class?
-- grain: seq
-- classes: whole
SELECT c.seq, c.date, c.session_title, nullif(c.method_code, '') AS method_code,
       attendance_rate(s.attended_minutes, s.planned_minutes) AS attendance_rate, sum(s.attendees) AS attendees
FROM mart_session s JOIN mart_course c ON c.session_id = s.session_id
WHERE s.class_id = $class_id
  AND s.class_id IN (SELECT class_id FROM selected_classes($allowed, NULL, NULL, NULL, DATE '1900-01-01', DATE '2999-01-01'))
GROUP BY ALL
ORDER BY c.seq;
