-- Which recognised hours come from training outside our classes? An entry that names a class of ours is
-- already counted there.
-- grain: month, region_code, level_code
CREATE TABLE mart_outside AS
SELECT CAST(date_trunc('month', h.date_from) AS DATE) AS month,
       coalesce(s.region_code, '') AS region_code, coalesce(s.level_code, '') AS level_code,
       CAST(sum(round(60 * h.hours)) AS BIGINT) AS outside_minutes
FROM acc_hours_ledger h
ASOF LEFT JOIN person_spell s ON s.cadre_id = h.cadre_id AND s.valid_from <= h.date_from
WHERE coalesce(h.recognised, TRUE) AND h.kind <> 'ONLINE'
  AND (h.source_class_id IS NULL OR h.source_class_id NOT IN (SELECT class_id FROM dim_class))
GROUP BY ALL;
