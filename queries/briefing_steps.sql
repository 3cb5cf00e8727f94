-- How do the steps before and after the class stand, city by city and in all: hours required, people selected, problems closed?
-- grain: slice, city_code
-- parts: city_code
-- Hours as on Coverage: the last day on record in the period stands for it. A problem stands where its class is held.
WITH days AS (
    SELECT 'now' AS slice, max(day) AS day FROM hours_window WHERE day <= last_day($date_to)
    UNION ALL
    SELECT 'before', max(day) FROM hours_window WHERE day <= last_day($before_to)
), parts AS (
    SELECT d.slice, h.region_code, d.day, h.required AS year_required, h.met AS year_met, h.on_pace AS year_on_pace
    FROM hours_state h JOIN days d USING (day)
    WHERE h.span = 'year' AND in_region(h.region_code, FALSE, $regions, NULL)
      AND ($levels IS NULL OR list_contains($levels, h.level_code))
    UNION ALL BY NAME
    SELECT CASE WHEN month >= $date_from THEN 'now' ELSE 'before' END AS slice, region_code,
           first_checked, first_passed, identity_checked, proxies
    FROM selection_month
    WHERE in_scope(month, region_code, level_code, train_type, $regions, $levels, $types, coalesce($before_from, $date_from), $date_to)
      AND (month >= $date_from OR month <= $before_to)
    UNION ALL BY NAME
    SELECT CASE WHEN k.month >= $date_from THEN 'now' ELSE 'before' END AS slice,
           CASE WHEN $allowed IS NULL OR list_contains($allowed, k.host_region) THEN k.host_region ELSE '' END AS region_code,
           p.due_issues, p.on_time_issues, p.overdue_issues
    FROM selected_classes($regions, $hosts, $levels, $types, coalesce($before_from, $date_from), $date_to) k
    JOIN mart_problem p USING (class_id)
    WHERE k.month >= $date_from OR k.month <= $before_to
)
SELECT slice, CASE WHEN whole THEN '*' ELSE coalesce(r.city_code, '') END AS city_code, max(day) AS day,
       annual_track_rate(year_met, year_on_pace, year_required) AS annual_track_rate,
       first_pass_rate(first_passed, first_checked) AS first_pass_rate,
       proxy_rate(proxies, identity_checked) AS proxy_rate,
       on_time_rate(on_time_issues, due_issues) AS on_time_rate,
       coalesce(sum(year_required), 0) AS year_required, coalesce(sum(first_checked), 0) AS first_checked,
       coalesce(sum(identity_checked), 0) AS identity_checked, coalesce(sum(due_issues), 0) AS due_issues,
       coalesce(sum(overdue_issues), 0) AS overdue_issues
FROM parts p LEFT JOIN dim_region r ON r.code = p.region_code CROSS JOIN (VALUES (FALSE), (TRUE)) w(whole)
GROUP BY slice, CASE WHEN whole THEN '*' ELSE coalesce(r.city_code, '') END
ORDER BY slice, city_code;
