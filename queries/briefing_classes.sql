-- What came of the classes: problems closed on time where they are held, bases rated within them, the same problem at a base?
-- grain: part, code, category
-- parts: code
-- part: now and before are cities of the host ("*" is all), rated and visits are bases. Bases without the problem say what is usual.
-- Which classes are left out of ratings: course_distance.
WITH seen AS MATERIALIZED (
    SELECT class_id, month, host_region, CASE WHEN month >= $date_from THEN 'now' ELSE 'before' END AS part
    FROM selected_classes($regions, $hosts, $levels, $types, coalesce($before_from, $date_from), $date_to)
    WHERE month >= $date_from OR month <= $before_to
), problem AS MATERIALIZED (
    SELECT s.part, s.host_region, p.* FROM seen s JOIN mart_problem p USING (class_id, month)
), course AS MATERIALIZED (
    SELECT m.code AS base_id, m.compared_answers, m.compared, m.distance_sum, m.distance_sq,
           class_id NOT IN (SELECT unnest(CAST($unrated AS VARCHAR[]))) AS told
    FROM mart_taught m JOIN seen s USING (class_id, month) JOIN dim_base b ON b.base_id = m.code
    WHERE m.aspect = 'base' AND s.part = 'now'
), found AS (
    SELECT base_id, category, count(DISTINCT class_id) AS problem_classes FROM problem
    WHERE part = 'now' AND base_id <> '' GROUP BY base_id, category
), rows AS (
    SELECT p.part, p.due_issues, p.on_time_issues, p.overdue_issues, '' AS category,
           CASE WHEN whole THEN '*' WHEN $allowed IS NULL OR list_contains($allowed, r.city_code) THEN coalesce(r.city_code, '')
                ELSE '' END AS code
    FROM problem p LEFT JOIN dim_region r ON r.code = p.host_region CROSS JOIN (VALUES (FALSE), (TRUE)) w(whole)
    UNION ALL BY NAME
    SELECT 'rated' AS part, base_id AS code, '' AS category, compared_answers, compared, distance_sum, distance_sq FROM course
    WHERE told
    UNION ALL BY NAME
    SELECT 'visits' AS part, v.base_id AS code, q.category, v.classes, coalesce(f.problem_classes, 0) AS problem_classes
    FROM (SELECT base_id, count(*) AS classes FROM course GROUP BY base_id) v
    CROSS JOIN (SELECT DISTINCT category FROM found) q
    LEFT JOIN found f ON f.base_id = v.base_id AND f.category = q.category
)
SELECT part, rows.code, category, any_value(b.base_name) AS base_name,
       on_time_rate(on_time_issues, due_issues) AS on_time_rate,
       class_distance(distance_sum, compared) AS class_distance,
       distance_spread(distance_sum, distance_sq, compared) AS distance_spread,
       coalesce(sum(due_issues), 0) AS due_issues, coalesce(sum(overdue_issues), 0) AS overdue_issues,
       coalesce(sum(compared_answers), 0) AS compared_answers, coalesce(sum(compared), 0) AS compared_sessions,
       coalesce(max(classes), 0) AS classes, coalesce(max(problem_classes), 0) AS problem_classes
FROM rows LEFT JOIN dim_base b ON b.base_id = rows.code
GROUP BY part, rows.code, category
ORDER BY part, rows.code, category;
