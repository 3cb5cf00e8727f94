-- What do units ask for, topic by topic and in all, what is taught, whom does it reach, is it used, and what stays unanswered?
-- grain: topic_code
-- base: needs need_answers all_needs compared_needs aged_needs unmet_needs headcount; effect app_answers; effect pairs; effect completed reached all_trained compared_needs
-- parts: topic_code
-- topics: pairs=pairs app_answers=app_answers reached=completed
-- people: reached, headcount
-- What compares needs with classes is told where both are: a share less the difference would be the other share.
-- The index is rounded: a sum of fractions differs in its last digit with the order of its rows.
-- Needs of the two years up to the end of the period against the classes of the period.
WITH need AS (
    SELECT topic_code, sum(need_answers) AS need_answers, sum(headcount) AS headcount, coalesce(sum(gap_weight), 0) AS gap_weight,
           sum(planned_needs) AS planned_needs, sum(met_needs) AS met_needs, sum(aged_needs) AS aged_needs, sum(unmet_needs) AS unmet_needs
    FROM selected_needs($regions, $cities, $levels, $trend_from, $date_to)
    GROUP BY topic_code
), taught AS (
    SELECT k.topic_code, sum(e.credited_minutes) AS topic_minutes, sum(e.completed) AS reached,
           sum(e.completed * coalesce(k.days, k.end_date - k.start_date + 1)) AS days,
           sum(e.pre_sum) AS pre_sum, sum(e.post_sum) AS post_sum, sum(e.pairs) AS pairs,
           sum(e.applied) AS applied, sum(e.app_answers) AS app_answers
    FROM effect_class e JOIN dim_class k USING (class_id)
    WHERE k.topic_code IS NOT NULL AND e.month BETWEEN $date_from AND $date_to
      AND in_region(e.region_code, e.anonymous, $regions, $cities)
      AND ($levels IS NULL OR list_contains($levels, e.level_code))
      AND ($types IS NULL OR list_contains($types, e.train_type))
    GROUP BY k.topic_code
), topic AS (
    SELECT coalesce(n.topic_code, t.topic_code) AS topic_code, coalesce(need_answers, 0) AS need_answers,
           coalesce(headcount, 0) AS headcount, coalesce(gap_weight, 0) AS gap_weight, planned_needs, coalesce(met_needs, 0) AS met_needs,
           coalesce(aged_needs, 0) AS aged_needs, coalesce(unmet_needs, 0) AS unmet_needs,
           coalesce(topic_minutes, 0) AS topic_minutes, coalesce(reached, 0) AS reached, coalesce(days, 0) AS all_days,
           CASE WHEN n.topic_code IS NULL THEN days ELSE 0 END AS unasked_days,
           coalesce(pre_sum, 0) AS pre_sum, coalesce(post_sum, 0) AS post_sum, coalesce(pairs, 0) AS pairs,
           coalesce(applied, 0) AS applied, coalesce(app_answers, 0) AS app_answers
    FROM need n FULL JOIN taught t ON t.topic_code = n.topic_code
), whole AS (
    SELECT sum(need_answers) AS all_needs, sum(gap_weight) AS all_weight, sum(topic_minutes) AS all_minutes, sum(reached) AS all_trained
    FROM topic
), placed AS (
    SELECT CASE WHEN w.total THEN '*' ELSE t.topic_code END AS topic_code, t.* EXCLUDE (topic_code), a.*, w.total,
           abs(gap_weight / nullif(all_weight, 0) - topic_minutes / nullif(all_minutes, 0)) AS distance
    FROM topic t CROSS JOIN whole a CROSS JOIN (VALUES (FALSE), (TRUE)) w(total)
)
SELECT topic_code,
       demand_share(gap_weight, all_weight / CASE WHEN total THEN (SELECT count(*) FROM topic) ELSE 1 END) AS demand_share,
       supply_share(topic_minutes, all_minutes / CASE WHEN total THEN (SELECT count(*) FROM topic) ELSE 1 END) AS supply_share,
       topic_gap(gap_weight, all_weight, topic_minutes, all_minutes) AS topic_gap,
       round(mismatch_index(distance), 12) AS mismatch_index,
       planned_need_rate(planned_needs, need_answers) AS planned_need_rate,
       met_rate(met_needs, need_answers) AS met_rate,
       unmet_rate(unmet_needs, aged_needs) AS unmet_rate,
       unasked_rate(CASE WHEN all_needs > 0 THEN unasked_days END, all_days) AS unasked_rate,
       learning_gain(pre_sum, post_sum, pairs) AS learning_gain, application_rate(applied, app_answers) AS application_rate,
       max(all_needs) AS all_needs, max(all_needs) AS compared_needs, max(all_trained) AS all_trained, sum(need_answers) AS need_answers,
       sum(aged_needs) AS aged_needs, sum(pairs) AS pairs, sum(app_answers) AS app_answers, sum(reached) AS reached, sum(headcount) AS headcount,
       sum(unmet_needs) AS unmet_needs
FROM placed
GROUP BY topic_code
ORDER BY topic_code;
