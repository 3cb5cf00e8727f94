-- How do classes of the same training type spread, in the two years up to this class?
-- grain: metric
-- Quartiles over classes of $answers and more of which the count is told: the middle one of them is a class.
WITH this AS (
    SELECT * FROM selected_classes($allowed, NULL, NULL, NULL, DATE '1900-01-01', DATE '2999-01-01')
    WHERE class_id = $class_id
), untold AS (
    SELECT one[strpos(one, ' ') + 1:] AS class_id, list(one[:strpos(one, ' ') - 1]) AS counts
    FROM (SELECT unnest($kept) AS one) GROUP BY ALL
), alike AS (
    SELECT k.class_id, k.month, coalesce(u.counts, []) AS kept
    FROM dim_class k JOIN this t ON k.train_type = t.train_type AND k.class_id <> t.class_id
     AND k.start_date BETWEEN t.start_date - INTERVAL 2 YEAR AND t.start_date
    LEFT JOIN untold u ON u.class_id = k.class_id
), peer AS (
    SELECT class_id,
           CASE WHEN sum(attendees) >= $answers AND NOT list_contains(kept, 'attendees') THEN attendance_rate(attended_minutes, planned_minutes) END AS attendance_rate,
           CASE WHEN sum(finished) >= $answers AND NOT list_contains(kept, 'finished') THEN completion_rate(completed, finished) END AS completion_rate,
           CASE WHEN sum(ov_count) >= $answers AND NOT list_contains(kept, 'ov_count') THEN satisfaction_rate(ov_positive, ov_count) END AS satisfaction_rate,
           CASE WHEN sum(ov_count) >= $answers AND NOT list_contains(kept, 'ov_count') THEN very_satisfied_rate(ov_top, ov_count) END AS very_satisfied_rate,
           CASE WHEN sum(pd_count) >= $answers AND NOT list_contains(kept, 'pd_count') THEN design_rate(pd_positive, pd_count) END AS design_rate,
           CASE WHEN sum(pi_count) >= $answers AND NOT list_contains(kept, 'pi_count') THEN implementation_rate(pi_positive, pi_count) END AS implementation_rate,
           CASE WHEN sum(pm_count) >= $answers AND NOT list_contains(kept, 'pm_count') THEN management_rate(pm_positive, pm_count) END AS management_rate,
           CASE WHEN sum(pe_count) >= $answers AND NOT list_contains(kept, 'pe_count') THEN effect_rate(pe_positive, pe_count) END AS effect_rate,
           CASE WHEN sum(pairs) >= $answers AND NOT list_contains(kept, 'pairs') THEN learning_gain(pre_sum, post_sum, pairs) END AS learning_gain,
           CASE WHEN sum(app_answers) >= $answers AND NOT list_contains(kept, 'app_answers') THEN application_rate(applied, app_answers) END AS application_rate,
           CASE WHEN sum(sup_answers) >= $answers AND NOT list_contains(kept, 'sup_answers') THEN improvement_rate(improved, sup_answers) END AS improvement_rate
    FROM class_sum JOIN alike USING (class_id, month)
    GROUP BY class_id, kept
), long AS (
    UNPIVOT peer ON attendance_rate, completion_rate, satisfaction_rate, very_satisfied_rate, design_rate, implementation_rate, management_rate, effect_rate, learning_gain, application_rate, improvement_rate INTO NAME metric VALUE value
)
SELECT metric, count(*) AS peer_classes, quantile_cont(value, 0.25) AS low, median(value) AS middle, quantile_cont(value, 0.75) AS high
FROM long
GROUP BY metric
HAVING count(*) >= $classes
ORDER BY metric;
