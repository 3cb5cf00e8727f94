-- What did the checks find, in which file and row?
-- grain: file, sheet, column_name, code
-- needs: check_finding
-- Files speak of everybody, so only a viewer of everywhere is told of them.
SELECT file, sheet, column_name, code, any_value(kind) AS kind, any_value(severity) AS severity, count(*) AS found,
       array_to_string(list_slice(list(row ORDER BY row), 1, 3), ' ') AS first_rows,
       any_value(reason_zh) AS reason_zh, any_value(reason_en) AS reason_en
FROM check_finding
WHERE $allowed IS NULL
GROUP BY file, sheet, column_name, code
ORDER BY found DESC, file, sheet, column_name, code;
