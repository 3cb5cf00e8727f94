-- How far did those with both tests come, class by class? Sums alone: no score of a person stays in a version.
-- `full_before`: who could not gain any more, because the first test already gave every point.
-- `kept`: of those who were tested once more later, how much of what they had gained was still there.
-- grain: class_id
CREATE TABLE person_test AS
SELECT enrollment_id,
       avg(100 * score / max_score) FILTER (kind = 'PRE') AS pre,
       avg(100 * score / max_score) FILTER (kind = 'POST') AS post,
       avg(100 * score / max_score) FILTER (kind = 'DELAYED') AS late,
       sum(100 * score / max_score) FILTER (kind IN ('PAPER', 'PERFORMANCE')) AS score_sum,
       count(*) FILTER (kind IN ('PAPER', 'PERFORMANCE')) AS score_count
FROM acc_assessments GROUP BY ALL;

CREATE TABLE mart_gain AS
SELECT e.class_id, CAST(count(*) AS DOUBLE) AS pairs, sum(p.pre) AS pre_sum, sum(p.post) AS post_sum, sum(p.pre ** 2) AS pre_sq,
       sum(p.post ** 2) AS post_sq, sum((p.post - p.pre) ** 2) AS change_sq,
       CAST(count(*) FILTER (p.pre >= 100) AS DOUBLE) AS full_before,
       CAST(count(p.late) AS DOUBLE) AS kept_people,
       coalesce(sum(p.post - p.pre) FILTER (p.late IS NOT NULL), 0) AS gained_sum, coalesce(sum(p.late - p.pre), 0) AS kept_sum,
       coalesce(sum((p.post - p.pre) ** 2) FILTER (p.late IS NOT NULL), 0) AS gained_sq,
       coalesce(sum((p.late - p.pre) ** 2), 0) AS kept_sq,
       coalesce(sum((p.post - p.late) ** 2), 0) AS lost_sq
FROM person_test p JOIN enrolment e USING (enrollment_id)
WHERE p.pre IS NOT NULL AND p.post IS NOT NULL
GROUP BY e.class_id
ORDER BY e.class_id;
