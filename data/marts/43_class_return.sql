-- For which condition were nominees of a class sent back, out of how many that were decided? '*' is all of them.
-- grain: class_id, return_reason
CREATE TABLE class_return AS
WITH decided AS (
    SELECT class_id, count(*) AS decided_here FROM nomination WHERE sent_back OR status = 'ACCEPTED' GROUP BY class_id
)
SELECT n.class_id, CASE WHEN grouping(n.return_reason) = 1 THEN '*' ELSE n.return_reason END AS return_reason,
       CAST(count(*) FILTER (n.sent_back) AS DOUBLE) AS returned_here, CAST(any_value(d.decided_here) AS DOUBLE) AS decided_here
FROM nomination n JOIN decided d USING (class_id)
GROUP BY GROUPING SETS ((n.class_id, n.return_reason), (n.class_id))
HAVING count(*) FILTER (n.sent_back) > 0 OR grouping(n.return_reason) = 1
ORDER BY n.class_id, return_reason;
