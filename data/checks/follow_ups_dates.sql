-- Was a follow-up answered, or the training applied, before the class began or years after it? A form that names
-- no class is held against all classes.
-- code: before_class, long_after_class
-- severity: reject
WITH form AS (
    SELECT f._src, f._row, f.submitted_on, f.first_applied_on, k.start_date,
           coalesce(k.end_date, (SELECT max(end_date) FROM acc_classes)) AS end_date
    FROM acc_follow_ups f
    LEFT JOIN acc_enrollments e USING (enrollment_id)
    LEFT JOIN acc_classes k ON k.class_id = coalesce(e.class_id, f.class_id)
)
SELECT f._src, f._row, d.field, d.day AS value,
       CASE WHEN d.day < f.start_date THEN 'before_class' ELSE 'long_after_class' END AS code
FROM form f, LATERAL (VALUES ('submitted_on', f.submitted_on), ('first_applied_on', f.first_applied_on)) AS d(field, day)
WHERE d.day < f.start_date OR d.day > f.end_date + INTERVAL 5 YEAR
