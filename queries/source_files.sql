-- What did each source file give, and up to which day?
-- grain: id
-- Files speak of everybody, so only a viewer of everywhere is told of them.
SELECT id, file, sheet, kind, rows, accepted, rows - accepted AS rejected, latest
FROM source_file
WHERE $allowed IS NULL
ORDER BY id;
