-- Is somebody in two off-job classes on one day? One of the two was not attended, or the name stands for somebody else.
-- code: two_classes
-- severity: warn
SELECT _src, _row, 'cadre_id' AS field, cadre_id AS value
FROM (
    SELECT e._src, e._row, e.cadre_id, k.start_date,
           max(least(coalesce(e.left_on, k.end_date), k.end_date)) OVER (
               PARTITION BY e.cadre_id ORDER BY k.start_date, k.class_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
           ) AS busy
    FROM acc_enrollments e JOIN acc_classes k USING (class_id)
    WHERE e.status NOT IN ('NOSHOW', 'PROXY') AND coalesce(k.delivery_mode, 'OFF') = 'OFF'
) WHERE busy >= start_date
