-- In which week after the class was it first used, and until which week is it known not to be?
-- One observation a trainee, over all forms that are due: a class that ended lately says nothing of later weeks.
-- Used without a date counts in the week of the form, the latest it can have been. Weeks beyond the year are one.
-- grain: month, train_type, region_code, level_code, anonymous, week
CREATE TABLE first_use_month AS
WITH told AS (
    SELECT f.who, f.region_code, f.level_code, f.anonymous, k.month, k.train_type,
           min(CASE WHEN f.applied IN ('YES', 'PARTLY') THEN least(coalesce(f.first_applied_on, f.submitted_on), f.submitted_on) END)
               - k.end_date AS used_after,
           max(f.submitted_on) - k.end_date AS seen_for
    FROM form f JOIN dim_class k USING (class_id)
    WHERE f.rater_role = 'TRN' AND f.answered AND f.applied IS NOT NULL
    GROUP BY f.who, f.region_code, f.level_code, f.anonymous, k.month, k.train_type, k.end_date
), placed AS (
    SELECT * EXCLUDE (used_after, seen_for), used_after IS NOT NULL AND used_after < 7 * 52 AS used,
           CAST(least(greatest(coalesce(used_after, seen_for), 0) // 7, 52) AS INTEGER) AS week
    FROM told
)
SELECT month, train_type, region_code, level_code, anonymous, week,
       count(*) FILTER (used) AS first_uses, count(*) FILTER (NOT used) AS unused_so_far
FROM placed
GROUP BY ALL
ORDER BY month, week;
