-- How much of what could be learned was learned? Only people with both tests; scores in % of the maximum.
-- grain: class_id, region_code, level_code
CREATE TABLE mart_learning AS
SELECT e.class_id, e.region_code, e.level_code,
       count(*) FILTER (p.pre IS NOT NULL AND p.post IS NOT NULL) AS pairs,
       sum(p.pre) FILTER (p.post IS NOT NULL) AS pre_sum,
       sum(p.post) FILTER (p.pre IS NOT NULL) AS post_sum,
       sum(p.score_sum) AS score_sum, sum(p.score_count) AS score_count,
       count(*) FILTER (p.score_count > 0) AS scored_people
FROM person_test p JOIN enrolment e USING (enrollment_id)
GROUP BY ALL;

DROP TABLE person_test;
