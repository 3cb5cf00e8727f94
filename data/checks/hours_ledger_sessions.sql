-- Are more hours written down for a class of ours than its timetable has?
-- code: more_hours
-- severity: warn
-- checked: count(*) FROM acc_hours_ledger WHERE source_class_id IN (SELECT class_id FROM acc_sessions)
SELECT h._src, h._row, 'hours' AS field, h.hours AS value
FROM acc_hours_ledger h
JOIN (SELECT class_id, sum(hours) AS held FROM acc_sessions GROUP BY class_id) s ON s.class_id = h.source_class_id
WHERE h.hours > s.held + 0.01
