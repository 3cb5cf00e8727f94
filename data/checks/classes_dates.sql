-- Does the class end before it starts?
SELECT _src, _row, 'end_date' AS field, end_date AS value, 'end_before_start' AS code
FROM acc_classes WHERE end_date < start_date
