-- Does a session lie outside its class?
-- code: outside_class
-- severity: reject
SELECT s._src, s._row, 'date' AS field, s.date AS value
FROM acc_sessions s JOIN acc_classes k USING (class_id)
WHERE s.date < k.start_date OR s.date > k.end_date
