-- In which classes do how many forms tick one and the same option throughout?
-- grain: class_id
-- classes: whole long_responses=ov_count
-- Only forms of eight questions and more count: a short one may be all alike in earnest.
SELECT k.class_id, k.title, k.run_no,
       straight_rate(straight_responses, long_responses) AS straight_rate, sum(long_responses) AS long_responses
FROM selected_classes($regions, $hosts, $levels, $types, $date_from, $date_to) k JOIN mart_answer_quality q USING (class_id)
GROUP BY k.class_id, k.title, k.run_no, k.start_date
ORDER BY k.start_date DESC, k.class_id;
