-- What are the figures of each class that takes people from the chosen regions and levels, or is held there?
-- grain: class_id
-- classes: whole
-- people: enrolled, people_here, not_due
-- The figures are of the whole class; people_here counts those from the chosen regions. Cities that send too few to be shown are
-- told of together only, and so are counties within their city: of two choices less each other more would come to light. What may
-- not be told is as if it were too few. The month of a class (that of all its rows) spares reading the others.
WITH wanted AS MATERIALIZED (
    SELECT class_id FROM selected_classes($regions, $hosts, $levels, $types, $date_from, $date_to)
), home AS (
    SELECT e.class_id, r.city_code, e.region_code, sum(e.enrolled) AS people,
           $regions IS NULL OR list_contains($regions, e.region_code) AS chosen
    FROM effect_class e JOIN wanted USING (class_id) LEFT JOIN dim_region r ON r.code = e.region_code
    WHERE e.month BETWEEN $date_from AND $date_to
    GROUP BY ALL HAVING sum(e.enrolled) > 0
), city AS (
    SELECT class_id, sum(people) AS people, coalesce(sum(people) FILTER (chosen), 0) AS here,
           bool_and(chosen) OR NOT bool_or(chosen AND people < $few) AND coalesce(sum(people) FILTER (people < $few), $few) >= $few AS told
    FROM home GROUP BY class_id, city_code
), here AS (
    SELECT class_id,
           CASE WHEN sum(here) = sum(people)
                  OR bool_and(here = 0 OR told AND people >= $few) AND coalesce(sum(people) FILTER (people < $few), $few) >= $few
                THEN sum(here) ELSE least(sum(here), $few - 1) END AS people_here
    FROM city GROUP BY class_id
), sums AS (
    SELECT e.class_id,
           attendance_rate(attended_minutes, planned_minutes) AS attendance_rate,
           leave_over_rate(leave_over, leave_judged) AS leave_over_rate,
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
           sum(attendees) AS attendees, sum(finished) AS finished, sum(assessed) AS assessed,
           sum(invited) AS invited, sum(ov_count) AS ov_count, sum(pairs) AS pairs,
           sum(scored_people) AS scored_people, sum(app_answers) AS app_answers, sum(app_due) AS app_due,
           sum(leave_judged) AS leave_judged, sum(rc_count) AS rc_count,
           sum(sup_answers) AS sup_answers, sum(enrolled) AS enrolled, sum(not_due) AS not_due
    FROM effect_class e JOIN wanted USING (class_id)
    WHERE e.month BETWEEN $date_from AND $date_to
    GROUP BY e.class_id
), forms AS (
    SELECT class_id, straight_rate(straight_responses, long_responses) AS straight_rate, sum(long_responses) AS long_responses
    FROM mart_answer_quality GROUP BY class_id
)
SELECT k.title, k.run_no, k.train_type, k.host_region, k.start_date, k.end_date, k.ended, s.*, f.straight_rate,
       coalesce(h.people_here, 0) AS people_here,
       coalesce(f.long_responses, 0) AS long_responses
FROM sums s JOIN dim_class k USING (class_id) LEFT JOIN forms f USING (class_id) LEFT JOIN here h USING (class_id)
ORDER BY k.start_date DESC, k.class_id;
