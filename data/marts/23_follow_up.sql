-- Is the training used at work (trainee), and does the direct leader see a change (supervisor)?
-- Only forms that are due count; forms linked to nobody have no denominator and are counted apart.
-- grain: class_id, region_code, level_code, anonymous, month
CREATE TABLE mart_follow_up AS
WITH form AS (
    SELECT coalesce(e.class_id, f.class_id, '') AS class_id,
           coalesce(e.region_code, f.region_code, '') AS region_code,
           coalesce(e.level_code, f.level_code, '') AS level_code,
           e.enrollment_id IS NULL AS anonymous,
           CASE WHEN e.class_id IS NULL AND f.class_id IS NULL
                THEN CAST(date_trunc('month', coalesce(f.submitted_on, f.due_on)) AS DATE) END AS month,
           f.wave, f.rater_role, f.submitted_on IS NOT NULL AS answered, f.applied, f.behaviour_score
    FROM acc_follow_ups f LEFT JOIN enrolment e ON e.enrollment_id = f.enrollment_id CROSS JOIN as_of m
    WHERE coalesce(f.due_on <= m.as_of, TRUE)
)
SELECT class_id, region_code, level_code, anonymous, month,
       count(*) FILTER (rater_role = 'TRN' AND wave = 'W1' AND NOT anonymous) AS app_due,
       count(*) FILTER (rater_role = 'TRN' AND wave = 'W1' AND answered AND applied IS NOT NULL) AS app_answers,
       count(*) FILTER (rater_role = 'TRN' AND wave = 'W1' AND answered AND applied IN ('YES', 'PARTLY')) AS applied,
       count(*) FILTER (rater_role = 'TRN' AND wave = 'W1' AND answered AND applied IS NOT NULL AND anonymous) AS app_unlinked,
       count(*) FILTER (rater_role = 'TRN' AND wave = 'W2' AND NOT anonymous) AS late_due,
       count(*) FILTER (rater_role = 'TRN' AND wave = 'W2' AND answered AND applied IS NOT NULL) AS late_answers,
       count(*) FILTER (rater_role = 'TRN' AND wave = 'W2' AND answered AND applied IN ('YES', 'PARTLY')) AS late_applied,
       count(*) FILTER (rater_role = 'SUP' AND wave = 'W1' AND NOT anonymous) AS sup_due,
       count(*) FILTER (rater_role = 'SUP' AND wave = 'W1' AND answered AND behaviour_score IS NOT NULL) AS sup_answers,
       count(*) FILTER (rater_role = 'SUP' AND wave = 'W1' AND answered AND behaviour_score >= 4) AS improved
FROM form GROUP BY ALL;
