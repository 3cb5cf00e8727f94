-- How far did those with both tests come, class by class? Sums alone: no score of a person stays in a version.
-- `full_before`: who could not gain any more, because the first test already gave every point.
-- Scores are summed as decimals, which add up to the same in any order: versions alike stay alike to the last digit.
-- `kept`: of those who were tested once more later, how much of what they had gained was still there.
-- grain: class_id
CREATE TABLE person_test AS
WITH test AS (SELECT enrollment_id, kind, CAST(100 * score / max_score AS DECIMAL(18, 10)) AS score FROM acc_assessments)
SELECT enrollment_id,
       CAST(avg(score) FILTER (kind = 'PRE') AS DECIMAL(18, 10)) AS pre,
       CAST(avg(score) FILTER (kind = 'POST') AS DECIMAL(18, 10)) AS post,
       CAST(avg(score) FILTER (kind = 'DELAYED') AS DECIMAL(18, 10)) AS late,
       sum(score) FILTER (kind IN ('PAPER', 'PERFORMANCE')) AS score_sum,
       count(*) FILTER (kind IN ('PAPER', 'PERFORMANCE')) AS score_count
FROM test GROUP BY ALL;

CREATE TABLE mart_gain AS
WITH pair AS (
    SELECT e.class_id, p.pre, p.post, p.late, p.post - p.pre AS gained, p.late - p.pre AS kept,
           CAST(p.pre ** 2 AS DECIMAL(18, 10)) AS pre_sq, CAST(p.post ** 2 AS DECIMAL(18, 10)) AS post_sq,
           CAST((p.post - p.pre) ** 2 AS DECIMAL(18, 10)) AS gained_sq, CAST((p.late - p.pre) ** 2 AS DECIMAL(18, 10)) AS kept_sq,
           CAST((p.post - p.late) ** 2 AS DECIMAL(18, 10)) AS lost_sq
    FROM person_test p JOIN enrolment e USING (enrollment_id)
    WHERE p.pre IS NOT NULL AND p.post IS NOT NULL
), summed AS (
    SELECT class_id, count(*) AS pairs, sum(pre) AS pre_sum, sum(post) AS post_sum, sum(pre_sq) AS pre_sq, sum(post_sq) AS post_sq,
           sum(gained_sq) AS change_sq, count(*) FILTER (pre >= 100) AS full_before, count(late) AS kept_people,
           sum(gained) FILTER (late IS NOT NULL) AS gained_sum, sum(kept) AS kept_sum,
           sum(gained_sq) FILTER (late IS NOT NULL) AS gained_sq, sum(kept_sq) AS kept_sq, sum(lost_sq) AS lost_sq
    FROM pair GROUP BY class_id
)
SELECT class_id, CAST(coalesce(COLUMNS(* EXCLUDE (class_id)), 0) AS DOUBLE)
FROM summed
ORDER BY class_id;
