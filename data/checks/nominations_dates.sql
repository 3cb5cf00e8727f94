-- Was a nomination decided or returned before it was made?
-- code: before_nomination
-- severity: reject
SELECT n._src, n._row, d.field, d.day AS value
FROM acc_nominations n, LATERAL (VALUES ('decided_at', n.decided_at), ('returned_at', n.returned_at)) AS d(field, day)
WHERE d.day < n.nominated_at
