-- Did somebody complete before the class began, or complete or leave years after it ended? People do withdraw beforehand.
-- code: before_class, long_after_class
-- severity: reject
SELECT e._src, e._row, d.field, d.day AS value,
       CASE WHEN d.day < k.start_date THEN 'before_class' ELSE 'long_after_class' END AS code
FROM acc_enrollments e JOIN acc_classes k USING (class_id),
     LATERAL (VALUES ('completed_on', e.completed_on), ('left_on', greatest(e.left_on, k.start_date))) AS d(field, day)
WHERE d.day < k.start_date OR d.day > k.end_date + INTERVAL 5 YEAR
