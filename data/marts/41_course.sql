-- What was taught in each session, how, by which type of teacher, at which base; how was it rated against its own class?
-- Who was there stands in mart_session alone, because that changes with every day of attendance.
-- A session's distance is its mean minus that of
-- all such answers of its class: it says nothing about lenient and strict classes, and adds up over any sessions. Sessions of
-- fewer than ten answers (data/policy.toml, survey) are neither compared nor in that mean: score less distance would tell of them.
-- Distances are decimals: they add up to the same in any order, so an answer has the same bytes every time.
-- No teacher is named: a type is all that is published.
-- grain: session_id
CREATE TABLE dim_base AS
SELECT b.base_id, b.base_name, b.field_code, coalesce(b.region_code, '') AS base_region,
       coalesce(r.city_code, '') AS base_city, b.opened_on, b.closed_on, b.last_review_on
FROM acc_site_bases b LEFT JOIN dim_region r ON r.code = b.region_code
ORDER BY b.base_id;

CREATE TABLE mart_course AS
WITH held AS (
    SELECT k.month, s.class_id, s.session_id, s.seq, s.date, s.title AS session_title, s.method_code, s.module_code,
           CASE WHEN s.teacher_id IS NULL THEN NULL WHEN t.is_leading_cadre THEN 'LEAD' ELSE t.teacher_type END AS teacher_type,
           s.base_id, s.has_ethics, CAST(round(60 * s.hours) AS BIGINT) AS minutes, r.* EXCLUDE (session_id)
    FROM acc_sessions s JOIN dim_class k USING (class_id) CROSS JOIN as_of m
    LEFT JOIN acc_teachers t ON t.teacher_id = s.teacher_id
    LEFT JOIN mart_rating r ON r.session_id = s.session_id
    WHERE s.date <= m.as_of
), class_mean AS (
    SELECT class_id, sum(CAST(rating_sum AS DECIMAL(18, 10))) / sum(course_answers) AS class_rating, count(*) AS rated_sessions
    FROM held WHERE course_answers >= 10 GROUP BY class_id
), placed AS (
    SELECT h.*, CASE WHEN c.rated_sessions > 1 AND h.course_answers >= 10 THEN h.rating_sum / h.course_answers - c.class_rating END AS distance
    FROM held h LEFT JOIN class_mean c USING (class_id)
)
SELECT month, class_id, session_id, seq, date, session_title, coalesce(method_code, '') AS method_code,
       coalesce(module_code, '') AS module_code, coalesce(teacher_type, '') AS teacher_type, coalesce(base_id, '') AS base_id,
       has_ethics, minutes,
       coalesce(course_answers, 0) AS course_answers, coalesce(rating_sum, 0) AS rating_sum, coalesce(rating_sq, 0) AS rating_sq,
       CASE WHEN distance IS NULL THEN 0 ELSE course_answers END AS compared_answers,
       CASE WHEN distance IS NULL THEN 0 ELSE 1 END AS compared,
       CAST(coalesce(distance, 0) AS DECIMAL(18, 10)) AS distance_sum,
       CAST(coalesce(distance ** 2, 0) AS DECIMAL(18, 10)) AS distance_sq
FROM placed
ORDER BY month, class_id, seq;

DROP TABLE mart_rating;

-- How were the sessions of one kind rated within a class: of a method, a module, a type of teacher, a base?
-- grain: class_id, aspect, code
CREATE TABLE mart_taught AS
SELECT c.month, c.class_id, v.aspect, v.code, sum(c.compared_answers) AS compared_answers, sum(c.compared) AS compared,
       CAST(sum(c.distance_sum) AS DECIMAL(18, 10)) AS distance_sum, CAST(sum(c.distance_sq) AS DECIMAL(18, 10)) AS distance_sq,
       count(*) AS sessions
FROM mart_course c,
     LATERAL (VALUES ('method', c.method_code), ('module', c.module_code), ('teacher', c.teacher_type),
                     ('base', c.base_id)) AS v(aspect, code)
WHERE v.code <> ''
GROUP BY c.month, c.class_id, v.aspect, v.code
ORDER BY c.month, c.class_id, v.aspect, v.code;

-- How many people did each class take to each base, for how long? Sessions with fewer than ten present (data/policy.toml, register)
-- are kept apart: of two sums, one less the other would be such a session.
-- grain: class_id, base_id
CREATE TABLE mart_visit AS
SELECT c.month, c.class_id, c.base_id, count(*) AS sessions,
       CAST(coalesce(sum(v.attendees) FILTER (v.attendees >= 10), 0) AS BIGINT) AS visitors,
       CAST(coalesce(sum(v.attended_minutes) FILTER (v.attendees >= 10), 0) AS BIGINT) AS visit_minutes,
       CAST(coalesce(sum(v.attendees) FILTER (v.attendees < 10), 0) AS BIGINT) AS few_visitors
FROM mart_course c LEFT JOIN mart_session v ON v.session_id = c.session_id
WHERE c.base_id <> ''
GROUP BY c.month, c.class_id, c.base_id
ORDER BY c.month, c.class_id, c.base_id;
