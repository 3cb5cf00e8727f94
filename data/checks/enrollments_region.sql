-- Does the region on the enrolment differ from the one in the register that day? The register decides.
-- code: two_regions
-- severity: warn
-- checked: count(region_code) FROM acc_enrollments WHERE EXISTS (FROM acc_cadres)
SELECT e._src, e._row, 'region_code' AS field, e.region_code AS value
FROM acc_enrollments e JOIN acc_classes k USING (class_id)
ASOF JOIN acc_cadres c ON c.cadre_id = e.cadre_id AND c.valid_from <= k.start_date
LEFT JOIN acc_org_units o ON o.org_id = c.org_id
WHERE coalesce(c.valid_to >= k.start_date, true) AND coalesce(c.region_code, o.region_code) <> e.region_code
