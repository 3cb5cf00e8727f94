-- How many are said to have completed classes that end after the last day of all records?
-- grain: one row
CREATE TABLE not_over AS
SELECT count(*) AS completed, count(DISTINCT e.class_id) AS classes, any_value(m.as_of) AS as_of, max(e.end_date) AS ends
FROM enrolment e CROSS JOIN as_of m
WHERE e.completed AND e.end_date > m.as_of;
