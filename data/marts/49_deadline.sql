-- Who had to be trained by a day set by law, and was? T1: recruits within probation. T2: those promoted to a leading post, a year
-- before or after it. Duties whose time began before the records did cannot be judged. The level is that of the day
-- the duty began; region and organ are those of the due day; whoever left before it owes nothing.
-- grain: month, soon, duty, region_code, level_code, org_tier
CREATE TABLE deadline_month AS
WITH rule AS (
    SELECT extra::JSON ->> 'applies_to' AS duty,
           TRY_CAST(regexp_extract((extra::JSON ->> 'threshold') || ' ' || (extra::JSON ->> 'period'), '(\d+) year', 1) AS INTEGER) AS years,
           coalesce(TRY_CAST(extra::JSON ->> 'valid_from' AS DATE), DATE '1900-01-01') AS valid_from,
           coalesce(TRY_CAST(extra::JSON ->> 'valid_to' AS DATE), DATE '9999-12-31') AS valid_to
    FROM code
    WHERE list = 'rules' AND extra::JSON ->> 'metric' = 'COV-03' AND extra::JSON ->> 'operator' = '<='
), leading_post AS (  -- 1A42, deputy of a township or section, is the lowest leading post
    SELECT code, extra::JSON ->> 'band' AS level_code FROM code
    WHERE list = 'posts' AND ord <= (SELECT ord FROM code WHERE list = 'posts' AND code = '1A42')
), begun AS (
    SELECT cadre_id, 'T1' AS duty, recruit_report_date AS began, max(probation_end_date) AS ends
    FROM acc_cadres WHERE recruit_report_date IS NOT NULL GROUP BY ALL
    UNION ALL  -- a second post at the same level is no promotion
    SELECT cadre_id, 'T2', min(current_post_date), NULL
    FROM acc_cadres
    WHERE current_post_date IS NOT NULL AND CASE WHEN post_level_code IS NOT NULL
        THEN post_level_code IN (SELECT code FROM leading_post) ELSE level_code IN (SELECT level_code FROM leading_post) END
    GROUP BY cadre_id, level_code
), owed AS (
    SELECT b.cadre_id, b.duty, b.began, CASE b.duty WHEN 'T1' THEN DATE '1900-01-01' ELSE CAST(b.began - to_years(r.years) AS DATE) END AS earliest,
           coalesce(b.ends, CAST(b.began + to_years(r.years) AS DATE)) AS due_on
    FROM begun b JOIN rule r ON r.duty = b.duty AND r.years IS NOT NULL AND b.began BETWEEN r.valid_from AND r.valid_to
    CROSS JOIN (SELECT min(month) AS since FROM month_list) m
    WHERE CASE b.duty WHEN 'T1' THEN b.began ELSE b.began - to_years(r.years) END >= m.since
    QUALIFY row_number() OVER (PARTITION BY b.cadre_id, b.duty, b.began ORDER BY r.valid_from DESC) = 1
), placed AS (
    SELECT o.*, p.region_code, p.org_tier, least(o.due_on, m.as_of) AS seen_on, m.as_of, p.valid_to AS here_to
    FROM owed o CROSS JOIN as_of m
    ASOF JOIN person_spell p ON p.cadre_id = o.cadre_id AND p.valid_from <= least(o.due_on, m.as_of)
    WHERE o.due_on <= m.as_of + 90
), kept AS (
    SELECT w.*, coalesce(l.level_code, '') AS level_code
    FROM placed w ASOF LEFT JOIN person_spell l ON l.cadre_id = w.cadre_id AND l.valid_from <= w.began
    WHERE w.here_to >= w.seen_on
), trained AS (
    SELECT e.cadre_id, k.train_type AS duty, e.end_date
    FROM enrolment e JOIN dim_class k USING (class_id)
    WHERE e.completed AND (k.train_type = 'T2' OR k.train_type = 'T1' AND coalesce(e.final_result, '') <> 'FAIL')
), judged AS (
    SELECT k.duty, k.due_on, k.as_of, k.region_code, k.level_code, k.org_tier,
           coalesce(bool_or(t.end_date BETWEEN k.earliest AND k.due_on), FALSE) AS in_time
    FROM kept k LEFT JOIN trained t ON t.cadre_id = k.cadre_id AND t.duty = k.duty
    GROUP BY k.cadre_id, k.began, k.duty, k.due_on, k.as_of, k.region_code, k.level_code, k.org_tier
)
SELECT CAST(date_trunc('month', due_on) AS DATE) AS month, due_on > as_of AS soon, duty, region_code, level_code, org_tier,
       count(*) AS due, count(*) FILTER (in_time) AS in_time
FROM judged
GROUP BY ALL
ORDER BY month;
