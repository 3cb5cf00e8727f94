-- Does an entry end before it begins?
-- code: end_before_start
-- severity: reject
SELECT _src, _row, 'date_to' AS field, date_to AS value
FROM acc_hours_ledger WHERE date_to < date_from
