-- Is an answer about a session of another class?
-- code: other_class
-- severity: reject
-- checked: count(session_id) FROM acc_evaluations
SELECT v._src, v._row, 'session_id' AS field, v.session_id AS value
FROM acc_evaluations v JOIN acc_sessions s USING (session_id)
WHERE s.class_id <> v.class_id
