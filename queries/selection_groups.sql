-- Which units put forward people who do not fit or came already, and which classes lost seats?
-- grain: which, region_code, id
-- parts: id
-- Units by the twelve months that hold the end of the period, all levels and types, as in unit_seats: of fixed cells none can be
-- subtracted from another. Where one is kept back, the next smallest of its county is too.
WITH unit AS (
    SELECT s.org_id, sum(s.first_checked) AS first_checked, sum(s.first_passed) AS first_passed,
           sum(s.repeat_judged) AS repeat_judged, sum(s.repeat_done) AS repeat_done, 0.0 AS seats_given, 0.0 AS seats_arrived
    FROM selection_unit s JOIN dim_org o USING (org_id)
    WHERE ($regions IS NULL OR list_contains($regions, o.region_code))
      AND floor(date_diff('month', s.month, date_trunc('month', CAST($as_of AS DATE))) / 12)
        = floor(date_diff('month', CAST($date_to AS DATE), date_trunc('month', CAST($as_of AS DATE))) / 12)
    GROUP BY s.org_id
), rows AS (
    SELECT 'unit' AS which, u.org_id AS id, o.org_name, coalesce(o.region_code, '') AS region_code, '' AS title, 0 AS run_no, u.* EXCLUDE (org_id)
    FROM unit u JOIN dim_org o USING (org_id)
    UNION ALL BY NAME
    SELECT 'class' AS which, k.class_id AS id, '' AS org_name, '' AS region_code, k.title, coalesce(k.run_no, 0) AS run_no,
           0.0 AS first_checked, 0.0 AS first_passed, 0.0 AS repeat_judged, 0.0 AS repeat_done, s.seats_given, s.seats_arrived
    FROM selection_class s JOIN selected_classes($regions, NULL, $levels, $types, $date_from, $date_to) k USING (class_id)
    WHERE s.seats_given > 0 AND k.start_date <= $as_of
)
SELECT which, id, any_value(org_name) AS org_name, region_code, any_value(title) AS title,
       any_value(run_no) AS run_no,
       first_pass_rate(first_passed, first_checked) AS first_pass_rate,
       repeat_rate(repeat_done, repeat_judged) AS repeat_rate,
       fill_rate(seats_arrived, seats_given) AS fill_rate,
       sum(first_checked) AS first_checked, sum(repeat_judged) AS repeat_judged, sum(seats_given) AS seats_given
FROM rows
GROUP BY which, region_code, id
ORDER BY which, region_code, id;
