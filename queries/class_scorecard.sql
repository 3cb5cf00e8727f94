-- What are the figures of each class that takes people from the chosen regions and levels, or is held there?
-- grain: class_id
-- classes: whole
-- people: enrolled, people_here, not_due
-- The figures are of the whole class; people_here counts those from the chosen regions. Cities that send too few to be shown are
-- told of together only, and so are counties within their city: of two choices less each other more would come to light. What may
-- not be told is as if it were too few. Without a choice of regions all are here.
WITH wanted AS MATERIALIZED (
    SELECT * FROM selected_classes($regions, $hosts, $levels, $types, $date_from, $date_to)
), home AS (
    SELECT c.class_id, r.city_code, c.people, list_contains($regions, c.region_code) AS chosen
    FROM class_region c JOIN wanted USING (class_id, month) JOIN dim_region r ON r.code = c.region_code
    WHERE list_contains($cities, r.city_code)
), city AS (
    SELECT class_id, sum(people) FILTER (chosen) AS here,
           bool_and(chosen) OR NOT bool_or(chosen AND people < $few) AND coalesce(sum(people) FILTER (people < $few), $few) >= $few AS told,
           sum(people) >= $few AS many
    FROM home GROUP BY class_id, city_code HAVING bool_or(chosen)
), few AS (
    SELECT class_id, sum(people) < $few AS alone FROM class_city
    WHERE $regions IS NOT NULL AND month BETWEEN $date_from AND $date_to AND people < $few GROUP BY class_id
), here AS (
    SELECT class_id, sum(here) AS people, bool_and(told AND many) AND NOT coalesce(any_value(alone), FALSE) AS told
    FROM city LEFT JOIN few USING (class_id) GROUP BY class_id
), sums AS (
    SELECT s.class_id,
           attendance_rate(attended_minutes, planned_minutes) AS attendance_rate,
           leave_over_rate(leave_over, leave_judged) AS leave_over_rate,
           absentee_rate(absentees, attendees) AS absentee_rate,
           completion_rate(completed, finished) AS completion_rate,
           pass_rate(passed, assessed) AS pass_rate,
           response_rate(responses, invited) AS response_rate,
           satisfaction_rate(ov_positive, ov_count) AS satisfaction_rate,
           very_satisfied_rate(ov_top, ov_count) AS very_satisfied_rate,
           recommend_net(rc_promoters, rc_detractors, rc_count) AS recommend_net,
           learning_gain(pre_sum, post_sum, pairs) AS learning_gain,
           assessment_score(score_sum, score_count) AS assessment_score,
           application_rate(applied, app_answers) AS application_rate,
           follow_response_rate(app_answers, app_due, app_unlinked) AS follow_response_rate,
           improvement_rate(improved, sup_answers) AS improvement_rate,
           straight_rate(straight_responses, long_responses) AS straight_rate,
           sum(attendees) AS attendees, sum(finished) AS finished, sum(assessed) AS assessed,
           sum(invited) AS invited, sum(ov_count) AS ov_count, sum(pairs) AS pairs,
           sum(scored_people) AS scored_people, sum(app_answers) AS app_answers, sum(app_due) AS app_due,
           sum(leave_judged) AS leave_judged, sum(rc_count) AS rc_count,
           sum(sup_answers) AS sup_answers, sum(enrolled) AS enrolled, sum(not_due) AS not_due,
           coalesce(sum(long_responses), 0) AS long_responses
    FROM class_sum s JOIN wanted USING (class_id, month)
    GROUP BY s.class_id
)
SELECT k.title, k.run_no, k.train_type, k.host_region, k.start_date, k.end_date, k.ended, s.*,
       CASE WHEN $regions IS NULL OR h.told OR h.people = s.enrolled THEN coalesce(h.people, s.enrolled)
            ELSE least(coalesce(h.people, 0), $few - 1) END AS people_here
FROM sums s JOIN wanted k USING (class_id) LEFT JOIN here h USING (class_id)
ORDER BY k.start_date DESC, k.class_id;
