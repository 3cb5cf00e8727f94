-- Is the level known on the day the class starts, from the register or the row itself? Without it the trainee counts
-- for no level.
-- code: level_missing
-- severity: warn
SELECT e._src, e._row, 'level_code' AS field, NULL AS value
FROM acc_enrollments e JOIN acc_classes k USING (class_id)
ASOF LEFT JOIN acc_cadres c ON c.cadre_id = e.cadre_id AND c.valid_from <= k.start_date
WHERE e.level_code IS NULL AND (c.cadre_id IS NULL OR c.valid_to < k.start_date)
