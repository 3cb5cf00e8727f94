-- Is it unknown where a need comes from? It counts in the whole, but no county is seen as asked by it.
-- code: unplaced_need
-- severity: warn
SELECT n._src, n._row, 'region_code' AS field, NULL AS value
FROM acc_needs n LEFT JOIN acc_org_units o ON o.org_id = n.org_id
WHERE n.region_code IS NULL AND o.region_code IS NULL
