-- How effective is training, per cadre level and in all, in the period and in the one it is compared with?
-- grain: slice, level_code
-- lattice: effect
-- parts: level_code
-- people: enrolled, not_due
-- One scan serves both periods (they never overlap) and, with each row taken twice, the total: planning costs more
-- than scanning.
WITH chosen AS (
    SELECT CASE WHEN month >= $date_from THEN 'now' ELSE 'before' END AS slice,
           CASE WHEN whole THEN '*' ELSE level_code END AS level_code, c.* EXCLUDE (level_code)
    FROM selected($regions, $cities, $levels, $types, coalesce($before_from, $date_from), $date_to) c
    CROSS JOIN (VALUES (FALSE), (TRUE)) w(whole)
    WHERE month >= $date_from OR month <= $before_to
)
SELECT slice, level_code,
       attendance_rate(attended_minutes, planned_minutes) AS attendance_rate,
       leave_over_rate(leave_over, leave_judged) AS leave_over_rate,
       leave_passed_rate(leave_passed, leave_judged) AS leave_passed_rate,
       absence_rate(absent_minutes, planned_minutes) AS absence_rate,
       absentee_rate(absentees, attendees) AS absentee_rate,
       completion_rate(completed, finished) AS completion_rate,
       pass_rate(passed, assessed) AS pass_rate,
       excellent_rate(excellent, assessed) AS excellent_rate,
       response_rate(responses, invited) AS response_rate,
       satisfaction_rate(ov_positive, ov_count) AS satisfaction_rate,
       very_satisfied_rate(ov_top, ov_count) AS very_satisfied_rate,
       recommend_net(rc_promoters, rc_detractors, rc_count) AS recommend_net,
       low_score_rate(ov_low, ov_count) AS low_score_rate,
       design_rate(pd_positive, pd_count) AS design_rate,
       implementation_rate(pi_positive, pi_count) AS implementation_rate,
       management_rate(pm_positive, pm_count) AS management_rate,
       effect_rate(pe_positive, pe_count) AS effect_rate,
       learning_gain(pre_sum, post_sum, pairs) AS learning_gain,
       paired_rate(pairs, checked_in) AS paired_rate,
       assessment_score(score_sum, score_count) AS assessment_score,
       application_rate(applied, app_answers) AS application_rate,
       follow_response_rate(app_answers, app_due, app_unlinked) AS follow_response_rate,
       improvement_rate(improved, sup_answers) AS improvement_rate,
       supervisor_response_rate(sup_answers, sup_due) AS supervisor_response_rate,
       record_rate(recorded, expected) AS record_rate,
       sum(attendees) AS attendees, sum(finished) AS finished, sum(assessed) AS assessed,
       sum(invited) AS invited, sum(ov_count) AS ov_count, sum(pd_count) AS pd_count, sum(pi_count) AS pi_count,
       sum(pm_count) AS pm_count, sum(pe_count) AS pe_count, sum(pairs) AS pairs, sum(checked_in) AS checked_in,
       sum(scored_people) AS scored_people, sum(app_answers) AS app_answers, sum(app_due) AS app_due,
       sum(sup_answers) AS sup_answers, sum(sup_due) AS sup_due, sum(enrolled) AS enrolled,
       sum(leave_judged) AS leave_judged, sum(rc_count) AS rc_count, sum(not_due) AS not_due
FROM chosen
GROUP BY slice, level_code
ORDER BY slice, level_code;
