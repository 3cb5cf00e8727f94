-- Why were rows set aside, and where do they stand?
-- grain: file, sheet, column_name, code
-- Files speak of everybody, so only a viewer of everywhere is told of them.
SELECT file, sheet, column_name, code, any_value(kind) AS kind, count(*) AS rejected,
       array_to_string(list_slice(list(row ORDER BY row), 1, 3), ' ') AS first_rows,
       coalesce(arg_min(value, row), '') AS example, any_value(reason_zh) AS reason_zh, any_value(reason_en) AS reason_en
FROM rejected_row
WHERE $allowed IS NULL
GROUP BY file, sheet, column_name, code
ORDER BY rejected DESC, file, sheet, column_name, code;
