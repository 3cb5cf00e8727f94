-- How do the steps before the class stand, city by city and in all, and what waits: duties of law by kind, needs by topic?
-- grain: part, code
-- lattice: hours; soon; soon due_open=still_due; selection
-- base: needs need_answers aged_needs
-- parts: code
-- part: now and before are cities ("*" is all), duty is who falls due after the last day of the data (as on Coverage), topic is
-- needs of the two years up to the end of the period (as on Needs). The last day on record in a period stands for its hours.
WITH days AS (
    SELECT 'now' AS part, max(day) AS day FROM hours_window WHERE day <= last_day($date_to)
    UNION ALL
    SELECT 'before', max(day) FROM hours_window WHERE day <= last_day($before_to)
), city AS (
    SELECT d.part, h.region_code, d.day, h.required AS year_required, h.met AS year_met, h.on_pace AS year_on_pace
    FROM hours_state h JOIN days d USING (day)
    WHERE h.span = 'year' AND in_region(h.region_code, FALSE, $regions, NULL)
      AND ($levels IS NULL OR list_contains($levels, h.level_code))
    UNION ALL BY NAME
    SELECT CASE WHEN month >= $date_from THEN 'now' ELSE 'before' END AS part, region_code,
           first_checked, first_passed, identity_checked, proxies
    FROM selection_month
    WHERE in_scope(month, region_code, level_code, train_type, $regions, $levels, $types, coalesce($before_from, $date_from), $date_to)
      AND (month >= $date_from OR month <= $before_to)
), rows AS (
    SELECT c.* EXCLUDE (region_code), CASE WHEN whole THEN '*' ELSE coalesce(r.city_code, '') END AS code
    FROM city c LEFT JOIN dim_region r ON r.code = c.region_code CROSS JOIN (VALUES (FALSE), (TRUE)) w(whole)
    UNION ALL BY NAME
    SELECT 'duty' AS part, duty AS code, due, in_time
    FROM deadline_month
    WHERE soon AND in_region(region_code, FALSE, $regions, NULL)
      AND ($levels IS NULL OR list_contains($levels, level_code)) AND ($types IS NULL OR list_contains($types, duty))
    UNION ALL BY NAME
    SELECT 'topic' AS part, topic_code AS code, aged_needs, unmet_needs
    FROM selected_needs($regions, $cities, $levels, $trend_from, $date_to)
)
SELECT part, code, max(day) AS day,
       annual_track_rate(year_met, year_on_pace, year_required) AS annual_track_rate,
       first_pass_rate(first_passed, first_checked) AS first_pass_rate,
       proxy_rate(proxies, identity_checked) AS proxy_rate,
       due_open(in_time, due) AS due_open, unmet_rate(unmet_needs, aged_needs) AS unmet_rate,
       coalesce(sum(year_required), 0) AS year_required, coalesce(sum(first_checked), 0) AS first_checked,
       coalesce(sum(identity_checked), 0) AS identity_checked, coalesce(sum(due), 0) AS due,
       coalesce(sum(aged_needs), 0) AS aged_needs
FROM rows
GROUP BY part, code
ORDER BY part, code;
