-- What did trainees answer? Anonymous: the respondent's city and level are known, not county, not person.
-- An answer is satisfied in the two highest options of its own scale, very satisfied in the highest. Points up to more
-- than ten, and shares of one, are no options: satisfied is from 80 % of the highest on, very satisfied from 90 %, low up to 40 %.
-- month: evaluations
-- grain: class_id, region_code, level_code
CREATE TABLE response AS
SELECT v.response_id, v.class_id, coalesce(r.city_code, '') AS region_code, coalesce(v.level_code, '') AS level_code,
       v.dimension_code, max(v.submitted_on) AS submitted_on, avg(v.score) AS score, max(v.scale_max) AS most,
       most > 10 OR most < 2 AS points, if(points, 0.8 * most, most - 1) AS good, if(points, 0.9 * most, most) AS best,
       if(points, 0.4 * most, 2) AS low
FROM acc_evaluations v LEFT JOIN dim_region r ON r.code = v.home_city
WHERE coalesce(v.rater_role, 'TRN') = 'TRN' AND v.session_id IS NULL  -- answers about one session: 41_course.sql
GROUP BY ALL;

CREATE TABLE mart_evaluation AS
WITH answered AS (
    SELECT class_id, region_code, level_code,
           count(DISTINCT response_id) AS responses,
           count(*) FILTER (dimension_code = 'OV') AS ov_count,
           count(*) FILTER (dimension_code = 'OV' AND score >= good) AS ov_positive,
           count(*) FILTER (dimension_code = 'OV' AND score >= best) AS ov_top,
           count(*) FILTER (dimension_code = 'OV' AND score <= low) AS ov_low,
           count(*) FILTER (dimension_code = 'PD') AS pd_count,
           count(*) FILTER (dimension_code = 'PD' AND score >= good) AS pd_positive,
           count(*) FILTER (dimension_code = 'PI') AS pi_count,
           count(*) FILTER (dimension_code = 'PI' AND score >= good) AS pi_positive,
           count(*) FILTER (dimension_code = 'PM') AS pm_count,
           count(*) FILTER (dimension_code = 'PM' AND score >= good) AS pm_positive,
           count(*) FILTER (dimension_code = 'PE') AS pe_count,
           count(*) FILTER (dimension_code = 'PE' AND score >= good) AS pe_positive,
           count(*) FILTER (dimension_code = 'RC' AND most = 10) AS rc_count,
           count(*) FILTER (dimension_code = 'RC' AND most = 10 AND score >= 9) AS rc_promoters,
           count(*) FILTER (dimension_code = 'RC' AND most = 10 AND score <= 6) AS rc_detractors
    FROM response GROUP BY ALL
), told AS (  -- a questionnaire that does not ask for the level says nothing of any level, and asked nobody of one
    SELECT class_id, bool_or(region_code <> '') AS region, bool_or(level_code <> '') AS level FROM response GROUP BY class_id
), asked AS (
    SELECT e.class_id, if(t.region, coalesce(r.city_code, ''), '') AS region_code, if(t.level, e.level_code, '') AS level_code,
           count(*) FILTER (e.checked_in AND (e.left_on IS NULL OR e.left_on >= e.end_date)) AS invited
    FROM enrolment e JOIN told t USING (class_id) LEFT JOIN dim_region r ON r.code = e.region_code
    GROUP BY ALL
)
SELECT coalesce(a.class_id, q.class_id) AS class_id, coalesce(a.region_code, q.region_code) AS region_code,
       coalesce(a.level_code, q.level_code) AS level_code, a.* EXCLUDE (class_id, region_code, level_code), q.invited
FROM answered a FULL JOIN asked q
  ON a.class_id = q.class_id AND a.region_code = q.region_code AND a.level_code = q.level_code;

-- How satisfied are those who answered by the last day of their class, and those who did later? An empty time: no day told.
-- month: evaluations
-- grain: class_id, region_code, level_code, answer_time
CREATE TABLE mart_answer_time AS
SELECT r.class_id, r.region_code, r.level_code,
       CASE WHEN r.submitted_on > k.end_date THEN 'late' WHEN r.submitted_on <= k.end_date THEN 'early' ELSE '' END AS answer_time,
       count(*) AS ov_count, count(*) FILTER (r.score >= r.good) AS ov_positive
FROM response r JOIN dim_class k USING (class_id)
WHERE r.dimension_code = 'OV'
GROUP BY ALL
ORDER BY r.class_id;

DROP TABLE response;
