-- Which classes lost seats?
-- grain: class_id
-- classes: whole seats_given=checked_in+enrolled
-- parts: class_id
SELECT k.class_id, k.title, coalesce(k.run_no, 0) AS run_no, fill_rate(seats_arrived, seats_given) AS fill_rate,
       sum(seats_given) AS seats_given
FROM selection_class s JOIN selected_classes($regions, NULL, $levels, $types, $date_from, $date_to) k USING (class_id)
WHERE s.seats_given > 0 AND k.start_date <= $as_of
GROUP BY ALL
ORDER BY k.class_id;
