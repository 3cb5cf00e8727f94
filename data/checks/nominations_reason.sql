-- Does a returned nomination say why? It stays, counted under no reason.
-- code: return_without_reason
-- severity: warn
-- checked: count(*) FROM acc_nominations WHERE status IN ('RETURNED', 'REPLACED', 'LAPSED')
SELECT _src, _row, 'return_reason' AS field, NULL AS value
FROM acc_nominations
WHERE status IN ('RETURNED', 'REPLACED', 'LAPSED') AND return_reason IS NULL
