-- What are the figures of one class, and of each earlier or later run of its programme?
-- grain: class_id
-- classes: whole
-- people: enrolled, not_due
-- within: completed=finished
WITH seen AS (
    SELECT * FROM selected_classes($allowed, NULL, NULL, NULL, DATE '1900-01-01', DATE '2999-01-01')
), runs AS (
    SELECT r.* FROM seen r WHERE r.programme_id = (SELECT programme_id FROM seen WHERE class_id = $class_id)
)
SELECT k.title, k.run_no, k.train_type, k.host_name, k.host_region, k.start_date, k.end_date, k.days, k.scheduled_hours, k.seats,
       k.ended, s.class_id,
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
       low_score_rate(ov_low, ov_count) AS low_score_rate,
       recommend_net(rc_promoters, rc_detractors, rc_count) AS recommend_net,
       recommend_spread(rc_promoters, rc_detractors, rc_count) AS recommend_spread,
       design_rate(pd_positive, pd_count) AS design_rate,
       implementation_rate(pi_positive, pi_count) AS implementation_rate,
       management_rate(pm_positive, pm_count) AS management_rate,
       effect_rate(pe_positive, pe_count) AS effect_rate,
       learning_gain(pre_sum, post_sum, pairs) AS learning_gain,
       assessment_score(score_sum, score_count) AS assessment_score,
       application_rate(applied, app_answers) AS application_rate,
       follow_response_rate(app_answers, app_due, app_unlinked) AS follow_response_rate,
       late_application_rate(late_applied, late_answers) AS late_application_rate,
       late_response_rate(late_answers, late_due, late_unlinked) AS late_response_rate,
       improvement_rate(improved, sup_answers) AS improvement_rate,
       supervisor_response_rate(sup_answers, sup_due) AS supervisor_response_rate,
       record_rate(recorded, expected) AS record_rate,
       sum(leave_judged) AS leave_judged, sum(rc_count) AS rc_count,
       sum(attendees) AS attendees, sum(finished) AS finished, sum(assessed) AS assessed,
       sum(invited) AS invited, sum(ov_count) AS ov_count, sum(pd_count) AS pd_count, sum(pi_count) AS pi_count,
       sum(pm_count) AS pm_count, sum(pe_count) AS pe_count, sum(pairs) AS pairs,
       sum(scored_people) AS scored_people, sum(app_answers) AS app_answers, sum(app_due) AS app_due,
       sum(late_answers) AS late_answers, sum(late_due) AS late_due,
       sum(sup_answers) AS sup_answers, sum(sup_due) AS sup_due, sum(enrolled) AS enrolled,
       sum(completed) AS completed, sum(not_due) AS not_due
FROM runs k JOIN class_sum s USING (class_id, month)
GROUP BY ALL
ORDER BY k.start_date, s.class_id;
