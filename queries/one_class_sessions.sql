-- How full was the room in each session of one class?
-- grain: seq
SELECT s.seq, s.date, s.session_title, s.method_code,
       attendance_rate(attended_minutes, planned_minutes) AS attendance_rate, sum(attendees) AS attendees
FROM mart_session s
WHERE s.class_id = $class_id
  AND s.class_id IN (SELECT class_id FROM selected_classes($allowed, NULL, NULL, NULL, DATE '1900-01-01', DATE '2999-01-01'))
GROUP BY ALL
ORDER BY s.seq;
