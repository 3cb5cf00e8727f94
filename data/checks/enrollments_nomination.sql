-- Does the nomination somebody was enrolled on belong to that class?
-- code: other_nomination
-- severity: warn
-- checked: count(nomination_id) FROM acc_enrollments WHERE EXISTS (FROM acc_nominations)
SELECT e._src, e._row, 'nomination_id' AS field, e.nomination_id AS value
FROM acc_enrollments e
WHERE e.nomination_id IS NOT NULL AND EXISTS (FROM acc_nominations)
  AND NOT EXISTS (FROM acc_nominations n WHERE n.nomination_id = e.nomination_id AND n.class_id = e.class_id)
