-- In how many of the classes that went to a base did the same kind of problem come up there?
-- grain: base_id, category
-- Bases that were visited without the problem count too: they say what is usual.
WITH seen AS (
    SELECT class_id, month FROM selected_classes($regions, $hosts, $levels, $types, $date_from, $date_to)
), visit AS (
    SELECT base_id, count(*) AS classes FROM mart_visit JOIN seen USING (class_id, month) GROUP BY base_id
), problem AS (SELECT p.* FROM mart_problem p JOIN seen USING (class_id, month) WHERE p.base_id <> '')
SELECT b.base_id, q.category, b.base_name, count(DISTINCT p.class_id) AS problem_classes, any_value(v.classes) AS classes,
       closed_share(closed_issues, issues) AS closed_share, coalesce(sum(issues), 0) AS issues
FROM dim_base b JOIN visit v USING (base_id) CROSS JOIN (SELECT DISTINCT category FROM problem) q
LEFT JOIN problem p ON p.base_id = b.base_id AND p.category = q.category
GROUP BY b.base_id, q.category, b.base_name
ORDER BY b.base_id, q.category;
