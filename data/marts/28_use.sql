-- What stood in the way of those who did not use it, who was backed by the direct leader, and who answered in time?
-- Trainees' forms after 90 days. An empty barrier or support: not told; an empty time: no day was set.
-- grain: month, train_type, region_code, level_code, anonymous, barrier_code, support, answer_time
CREATE TABLE use_month AS
SELECT coalesce(k.month, f.month) AS month, coalesce(k.train_type, '') AS train_type, f.region_code, f.level_code, f.anonymous,
       CASE WHEN f.applied IN ('YES', 'PARTLY') THEN '' ELSE coalesce(f.barrier_code, '') END AS barrier_code,
       CASE WHEN f.supervisor_support >= 4 THEN 'high' WHEN f.supervisor_support < 4 THEN 'low' ELSE '' END AS support,
       CASE WHEN f.submitted_on > f.due_on THEN 'late' WHEN f.due_on IS NOT NULL THEN 'early' ELSE '' END AS answer_time,
       count(*) AS told, count(*) FILTER (f.applied IN ('YES', 'PARTLY')) AS used,
       count(*) FILTER (f.applied NOT IN ('YES', 'PARTLY')) AS unused
FROM form f LEFT JOIN dim_class k USING (class_id)
WHERE f.rater_role = 'TRN' AND f.wave = 'W1' AND f.answered AND f.applied IS NOT NULL
  AND coalesce(k.month, f.month) IS NOT NULL
GROUP BY ALL
ORDER BY month;

DROP TABLE form;
