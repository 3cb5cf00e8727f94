-- Is the person in the register of cadres? A row that says the level itself can do without, so can all if there is no register.
-- code: unknown_reference
-- severity: reject
SELECT _src, _row, 'cadre_id' AS field, cadre_id AS value
FROM acc_enrollments
WHERE level_code IS NULL AND cadre_id NOT IN (SELECT cadre_id FROM acc_cadres)
  AND 'cadres' IN (SELECT kind FROM delivered)
