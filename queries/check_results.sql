-- Which checks were made on the accepted rows, and how many failed?
-- grain: code, kind
-- needs: check_result
-- Counts over all records, so only a viewer of everywhere is told of them.
SELECT code, kind, any_value(severity) AS severity, sum(checked) AS checked, sum(failed) AS failed
FROM check_result
WHERE $allowed IS NULL
GROUP BY code, kind
ORDER BY code, kind;
