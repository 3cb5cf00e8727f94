-- Which recognised hours and days did each cadre earn in each quarter, in our classes and outside? A class over the end of a
-- quarter is split by the dates of its sessions, one without sessions belongs to its last day. An entry that names a class
-- of ours is already counted there. Online hours are an account of their own.
-- `ledger_end`, the last entry that is not ahead of the records, stands for as_of: most new days leave it as it was.
-- grain: cadre_id, quarter
CREATE TABLE ledger_end AS
SELECT max(h.date_from) AS latest FROM acc_hours_ledger h CROSS JOIN as_of m WHERE h.date_from <= m.as_of;

CREATE TABLE credit AS
WITH held AS (
    SELECT class_id, 4 * year(date) + quarter(date) AS quarter, sum(hours) AS hours FROM acc_sessions GROUP BY ALL
), portion AS (
    SELECT class_id, quarter, hours / nullif(sum(hours) OVER (PARTITION BY class_id), 0) AS share FROM held
), earned AS (
    SELECT e.cadre_id, coalesce(p.quarter, 4 * year(k.end_date) + quarter(k.end_date)) AS quarter,
           coalesce(p.share, 1) * e.credited_hours AS hours, coalesce(p.share, 1) * k.days AS days
    FROM enrolment e JOIN acc_classes k USING (class_id) LEFT JOIN portion p USING (class_id)
    WHERE e.completed AND coalesce(k.delivery_mode, '') <> 'ONL'
    UNION ALL
    SELECT h.cadre_id, 4 * year(h.date_from) + quarter(h.date_from), h.hours, h.days
    FROM acc_hours_ledger h CROSS JOIN ledger_end l
    WHERE coalesce(h.recognised, TRUE) AND h.kind <> 'ONLINE' AND h.date_from <= l.latest
      AND (h.source_class_id IS NULL OR h.source_class_id NOT IN (SELECT class_id FROM dim_class))
)
SELECT cadre_id, quarter, coalesce(sum(hours), 0) AS hours, coalesce(sum(days), 0) AS days
FROM earned
GROUP BY ALL;

DROP TABLE ledger_end;
