-- How many were enrolled, came, finished, passed; which hours were credited?
-- A class in which nobody's outcome was ever entered (a sign-in sheet alone) has no completion rate, not one of 0.
-- grain: class_id, region_code, level_code
CREATE TABLE mart_register AS
SELECT e.class_id, e.region_code, e.level_code,
       count(*) AS enrolled,
       count(*) FILTER (e.checked_in) AS checked_in,
       count(*) FILTER (e.completed AND e.end_date <= m.as_of) AS completed,
       count(*) FILTER (
           e.checked_in AND e.end_date <= m.as_of
           AND e.class_id IN (SELECT class_id FROM enrolment WHERE status NOT IN ('REG', 'NOSHOW'))
       ) AS finished,
       count(*) FILTER (
           (e.completed OR e.checked_in AND e.end_date > m.as_of) AND e.end_date + 90 > m.as_of AND EXISTS (FROM acc_follow_ups)
       ) AS not_due,
       CAST(sum(CASE WHEN e.completed THEN round(60 * e.credited_hours) END) AS BIGINT) AS credited_minutes,
       count(*) FILTER (e.final_result IN ('EX', 'GOOD', 'PASS')) AS passed,
       count(*) FILTER (e.final_result = 'EX') AS excellent,
       count(*) FILTER (e.final_result IN ('EX', 'GOOD', 'PASS', 'FAIL')) AS assessed
FROM enrolment e CROSS JOIN as_of m
GROUP BY ALL;
