-- Is a need without importance or ability? It is counted, but cannot be weighed against others.
-- code: unweighed_need
-- severity: warn
SELECT _src, _row, CASE WHEN importance IS NULL THEN 'importance' ELSE 'current_ability' END AS field, NULL AS value
FROM acc_needs WHERE importance IS NULL OR current_ability IS NULL
