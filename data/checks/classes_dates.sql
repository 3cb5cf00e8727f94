-- Does the class end before it starts, or at a time that can only be a slip? One wrong year would stretch every trend.
-- code: end_before_start, implausible_date
-- severity: reject
SELECT _src, _row, 'end_date' AS field, end_date AS value, 'end_before_start' AS code
FROM acc_classes WHERE end_date < start_date
UNION ALL
SELECT _src, _row, 'start_date', start_date, 'implausible_date'
FROM acc_classes
WHERE end_date >= start_date
  AND (start_date NOT BETWEEN DATE '1980-01-01' AND DATE '2099-12-31' OR end_date > start_date + INTERVAL 3 YEAR)
