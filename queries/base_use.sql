-- Which on-site bases are there, how much were they used and when were they reviewed; and all together?
-- grain: base_id
-- parts: base_id
-- people: visitors
-- Visitors are of classes whose attendance may be told, as in base_places.
-- Bases of the chosen regions, and those elsewhere that the selected classes went to. Shares count the former only.
WITH seen AS (
    SELECT class_id, month FROM selected_classes($regions, $hosts, $levels, $types, $date_from, $date_to)
), visit AS (
    SELECT base_id, count(*) AS classes, sum(sessions) AS sessions, sum(visitors) FILTER (told) AS told_visitors,
           sum(visitors + few_visitors) AS every_visitor, sum(visit_minutes) FILTER (told) AS visit_minutes
    FROM (SELECT v.*, class_id NOT IN (SELECT unnest(CAST($untold AS VARCHAR[]))) AS told
          FROM mart_visit v JOIN seen USING (class_id, month))
    GROUP BY base_id
), placed AS (
    SELECT b.*, v.* EXCLUDE (base_id),
           row_number() OVER (ORDER BY v.sessions DESC NULLS LAST, base_id) <= 3 AS top,
           ($regions IS NULL OR list_contains($regions, b.base_region))
               AND coalesce(b.opened_on <= last_day($date_to), TRUE) AND coalesce(b.closed_on >= $date_from, TRUE) AS active
    FROM dim_base b LEFT JOIN visit v USING (base_id)
    WHERE EXISTS (FROM seen)
)
SELECT CASE WHEN whole THEN '*' ELSE base_id END AS base_id,
       any_value(base_name) FILTER (NOT whole) AS base_name, any_value(field_code) FILTER (NOT whole) AS field_code,
       coalesce(any_value(base_city) FILTER (NOT whole AND ($allowed IS NULL OR list_contains($allowed, base_city))), '') AS city_code,
       any_value(last_review_on) FILTER (NOT whole) AS last_review_on,
       base_use_rate(CAST(active AND classes > 0 AS INTEGER), CAST(active AS INTEGER)) AS base_use_rate,
       base_review_rate(CAST(active AND last_review_on >= $as_of - INTERVAL 24 MONTH AS INTEGER), CAST(active AS INTEGER))
           AS base_review_rate,
       base_top_share(CASE WHEN whole AND top THEN sessions WHEN whole THEN 0 END, CASE WHEN whole THEN sessions END)
           AS base_top_share,
       base_hours(visit_minutes) AS base_hours, sum(CASE WHEN whole THEN sessions END) AS base_sessions,
       sum(CAST(active AS INTEGER)) AS active_bases,
       CASE WHEN sum(told_visitors) > 0 THEN sum(told_visitors) ELSE least(coalesce(sum(every_visitor), 0), $few - 1) END AS visitors,
       coalesce(sum(classes), 0) AS classes, coalesce(sum(sessions), 0) AS sessions
FROM placed CROSS JOIN (VALUES (FALSE), (TRUE)) w(whole)
WHERE active OR classes > 0
GROUP BY CASE WHEN whole THEN '*' ELSE base_id END
ORDER BY base_id;
