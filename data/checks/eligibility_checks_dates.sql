-- Was a nomination checked before it was made?
-- code: before_nomination
-- severity: reject
SELECT c._src, c._row, 'checked_at' AS field, c.checked_at AS value
FROM acc_eligibility_checks c JOIN acc_nominations n USING (nomination_id)
WHERE c.checked_at < n.nominated_at
