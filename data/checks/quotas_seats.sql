-- Are more seats given to units than the class has?
-- code: more_seats
-- severity: warn
SELECT min(q._src) AS _src, arg_min(q._row, q._src) AS _row, 'seats' AS field, sum(q.seats) AS value
FROM acc_quotas q JOIN acc_classes k USING (class_id)
GROUP BY q.class_id, k.seats
HAVING sum(q.seats) > k.seats
