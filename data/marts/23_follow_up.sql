-- Is the training used at work (trainee), and does the direct leader see a change (supervisor)?
-- Only forms that are due count; forms linked to nobody have no denominator and are counted apart.
-- `form` serves the marts of first use and of hindrances too, which drop it.
-- grain: class_id, region_code, level_code, anonymous, month
CREATE TABLE form AS
SELECT coalesce(e.enrollment_id, f.followup_id) AS who,
       coalesce(e.class_id, f.class_id, '') AS class_id,
       coalesce(e.region_code, f.region_code, '') AS region_code,
       coalesce(e.level_code, f.level_code, '') AS level_code,
       e.enrollment_id IS NULL AS anonymous,
       CAST(date_trunc('month', coalesce(f.submitted_on, f.due_on)) AS DATE) AS month,
       f.wave, f.rater_role, f.submitted_on IS NOT NULL AS answered, f.due_on, f.submitted_on, f.applied, f.first_applied_on,
       f.barrier_code, f.supervisor_support, f.behaviour_score
FROM acc_follow_ups f LEFT JOIN enrolment e ON e.enrollment_id = f.enrollment_id CROSS JOIN as_of m
WHERE coalesce(f.due_on <= m.as_of, TRUE);

CREATE TABLE mart_follow_up AS
WITH said AS (
    SELECT * EXCLUDE (month), CASE WHEN class_id = '' THEN month END AS month,
           rater_role = 'TRN' AND wave = 'W1' AS early, rater_role = 'TRN' AND wave = 'W2' AS late,
           rater_role = 'SUP' AND wave = 'W1' AS seen, rater_role = 'SUP' AND wave = 'W2' AS seen_late,
           answered AND applied IS NOT NULL AS told, answered AND applied IN ('YES', 'PARTLY') AS used
    FROM form
)
SELECT class_id, region_code, level_code, anonymous, month,
       count(*) FILTER (early AND NOT anonymous) AS app_due,
       count(*) FILTER (early AND told) AS app_answers,
       count(*) FILTER (early AND used) AS applied,
       count(*) FILTER (early AND told AND applied = 'NO_OPPORTUNITY') AS no_chance,
       count(*) FILTER (early AND told AND anonymous) AS app_unlinked,
       count(*) FILTER (early AND answered AND supervisor_support IS NOT NULL) AS support_answers,
       count(*) FILTER (early AND answered AND supervisor_support >= 4) AS supported,
       count(*) FILTER (late AND NOT anonymous) AS late_due,
       count(*) FILTER (late AND told) AS late_answers,
       count(*) FILTER (late AND told AND anonymous) AS late_unlinked,
       count(*) FILTER (late AND used) AS late_applied,
       count(*) FILTER (seen AND NOT anonymous) AS sup_due,
       count(*) FILTER (seen AND answered AND behaviour_score IS NOT NULL) AS sup_answers,
       count(*) FILTER (seen AND answered AND behaviour_score >= 4) AS improved,
       count(*) FILTER (seen AND told) AS sup_told,
       count(*) FILTER (seen AND used) AS sup_applied,
       count(*) FILTER (seen_late AND told) AS sup_late_told,
       count(*) FILTER (seen_late AND used) AS sup_late_applied
FROM said GROUP BY ALL;
