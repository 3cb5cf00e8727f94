-- Does an entry end before it begins?
SELECT _src, _row, 'date_to' AS field, date_to AS value, 'end_before_start' AS code
FROM acc_hours_ledger WHERE date_to < date_from
