-- Is there somebody who came in the place of a nomination that is marked as replaced?
-- code: replacement_missing
-- severity: warn
-- checked: count(*) FROM acc_nominations WHERE status = 'REPLACED'
SELECT _src, _row, 'status' AS field, status AS value
FROM acc_nominations
WHERE status = 'REPLACED'
  AND nomination_id NOT IN (SELECT replaces_nomination_id FROM acc_nominations WHERE replaces_nomination_id IS NOT NULL)
