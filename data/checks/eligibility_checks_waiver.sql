-- Does a waived condition name what it was approved by? An override without a reference is counted, and named here.
-- code: waiver_without_reference
-- severity: warn
-- checked: count(*) FROM acc_eligibility_checks WHERE result = 'WAIVED'
SELECT _src, _row, 'waiver_ref' AS field, NULL AS value
FROM acc_eligibility_checks
WHERE result = 'WAIVED' AND waiver_ref IS NULL
