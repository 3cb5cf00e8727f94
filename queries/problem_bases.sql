-- In how many of the classes that went to a base did the same kind of problem come up there?
-- grain: base_id, category
SELECT b.base_id, p.category, b.base_name, count(DISTINCT p.class_id) AS problem_classes,
       any_value(v.classes) AS classes, closed_share(closed_issues, issues) AS closed_share, sum(issues) AS issues
FROM mart_problem p JOIN dim_base b USING (base_id)
JOIN selected_classes($regions, $hosts, $levels, $types, $date_from, $date_to) k USING (class_id)
JOIN (SELECT c.base_id, count(DISTINCT c.class_id) AS classes FROM mart_course c
      WHERE c.class_id IN (SELECT class_id FROM selected_classes($regions, $hosts, $levels, $types, $date_from, $date_to))
      GROUP BY c.base_id) v USING (base_id)
GROUP BY b.base_id, p.category, b.base_name
ORDER BY b.base_id, p.category;
