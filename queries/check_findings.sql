-- What did the checks find, in which file and row?
-- grain: file, sheet, column_name, code
-- needs: check_finding, check_result
-- Of one check and file a thousand are kept. check_result counts them all, so where one file has them all its count stands;
-- of several files the longest lists are at least so long.
-- Files speak of everybody, so only a viewer of everywhere is told of them.
WITH listed AS (
    SELECT file, sheet, column_name, code, any_value(kind) AS kind, any_value(severity) AS severity, count(*) AS found,
           array_to_string(list_slice(list(row ORDER BY row), 1, 3), ' ') AS first_rows,
           any_value(reason_zh) AS reason_zh, any_value(reason_en) AS reason_en
    FROM check_finding
    WHERE $allowed IS NULL
    GROUP BY file, sheet, column_name, code
), counted AS (
    SELECT code, kind, sum(failed) AS failed FROM check_result WHERE $allowed IS NULL GROUP BY code, kind
), beside AS (
    SELECT l.*, coalesce(c.failed, 0) AS failed, count(*) OVER alike AS places, sum(found) OVER alike AS told,
           max(found) OVER alike AS most
    FROM listed l LEFT JOIN counted c USING (code, kind)
    WINDOW alike AS (PARTITION BY code, kind)
)
SELECT file, sheet, column_name, code, kind, severity,
       CAST(CASE WHEN places = 1 THEN greatest(failed, found) ELSE found END AS BIGINT) AS found,
       places > 1 AND told < failed AND found = most AS at_least,
       first_rows, reason_zh, reason_en
FROM beside
ORDER BY found DESC, file, sheet, column_name, code;
