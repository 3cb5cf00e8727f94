-- Which classes stand out, and which are not over yet?
-- grain: class_id
-- classes: whole
-- people: not_due
-- Of thousands of classes a briefing names a few, so it asks for the metrics they are compared by; the others: class_scorecard.
WITH wanted AS MATERIALIZED (
    SELECT * FROM selected_classes($regions, $hosts, $levels, $types, $date_from, $date_to)
), sums AS (
    SELECT class_id,
           completion_rate(completed, finished) AS completion_rate,
           pass_rate(passed, assessed) AS pass_rate,
           response_rate(responses, invited) AS response_rate,
           satisfaction_rate(ov_positive, ov_count) AS satisfaction_rate,
           very_satisfied_rate(ov_top, ov_count) AS very_satisfied_rate,
           application_rate(applied, app_answers) AS application_rate,
           follow_response_rate(app_answers, app_due, app_unlinked) AS follow_response_rate,
           straight_rate(straight_responses, long_responses) AS straight_rate,
           sum(finished) AS finished, sum(assessed) AS assessed, sum(invited) AS invited, sum(ov_count) AS ov_count,
           sum(app_answers) AS app_answers, sum(app_due) AS app_due, sum(not_due) AS not_due, coalesce(sum(long_responses), 0) AS long_responses
    FROM class_sum JOIN wanted USING (class_id, month)
    GROUP BY class_id
)
SELECT k.title, k.run_no, k.end_date, k.ended, s.*
FROM sums s JOIN wanted k USING (class_id)
ORDER BY k.start_date DESC, k.class_id;
