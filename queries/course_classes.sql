-- Which classes keep to what their timetable must hold?
-- grain: class_id
SELECT k.class_id, k.title, k.run_no, k.train_type, k.start_date, k.ended,
       theory_share(theory_minutes, bound_minutes) AS theory_share,
       party_share(party_minutes, bound_minutes) AS party_share,
       ethics_rate(ethics_held, ethics_asked) AS ethics_rate,
       sum(theory_classes) AS theory_classes, sum(ethics_asked) AS ethics_asked
FROM selected_classes($regions, $hosts, $levels, $types, $date_from, $date_to) k JOIN mart_mix m USING (class_id, month)
GROUP BY ALL
ORDER BY k.start_date DESC, k.class_id;
