-- Whom does each class take: how many people from each region, how many from each city, and of which levels?
-- Which classes are selected (data/selected.sql) is looked up here at every question, so the rows of a region, of a level
-- stand together.
-- grain: month, class_id, region_code
CREATE TABLE class_region AS
SELECT month, class_id, region_code, count(*) AS people
FROM enrolment
GROUP BY month, class_id, region_code
ORDER BY region_code, month, class_id;

-- grain: month, class_id, city_code
CREATE TABLE class_city AS
SELECT c.month, c.class_id, coalesce(r.city_code, '') AS city_code, sum(c.people) AS people
FROM class_region c LEFT JOIN dim_region r ON r.code = c.region_code
GROUP BY c.month, c.class_id, coalesce(r.city_code, '')
ORDER BY c.month, c.class_id, city_code;

-- grain: month, class_id, level_code
CREATE TABLE class_level AS
SELECT DISTINCT month, class_id, level_code
FROM enrolment
ORDER BY level_code, month, class_id;
