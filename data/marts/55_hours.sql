-- How many of those who must be trained have met the rule on a day, are on pace, behind, or can no longer meet it? In
-- service on the day at that level: for a year since 1 July at the latest (six months of it), else for the whole window.
-- Progress is the better of days and hours. What is left counts with the hours a day that a rule of the day allows.
-- grain: day, span, rule_code, region_code, level_code, org_tier
CREATE TABLE hours_state AS
WITH pace AS (
    SELECT max(TRY_CAST(regexp_extract(extra::JSON ->> 'threshold', '([0-9.]+) hours', 1) AS DOUBLE)) AS hours_a_day
    FROM code WHERE list = 'rules' AND extra::JSON ->> 'period' = 'day'
), entry AS (
    SELECT cadre_id, min(valid_from) AS entered FROM person_spell GROUP BY cadre_id
), total AS (
    SELECT cadre_id, quarter, sum(hours) OVER up AS hours, sum(days) OVER up AS days
    FROM credit WINDOW up AS (PARTITION BY cadre_id ORDER BY quarter)
), asked AS (
    SELECT w.*, s.cadre_id, s.region_code, s.org_tier
    FROM hours_window w
    JOIN person_spell s ON s.level_code = w.level_code AND s.valid_from <= w.day AND s.valid_to >= w.day
    JOIN entry e ON e.cadre_id = s.cadre_id
     AND e.entered <= CASE w.span WHEN 'year' THEN make_date(year(w.day), 7, 1) ELSE w.recorded_from END
), reached AS (
    SELECT a.*, round(coalesce(n.hours, 0) - coalesce(b.hours, 0), 6) AS hours, round(coalesce(n.days, 0) - coalesce(b.days, 0), 6) AS days
    FROM asked a
    ASOF LEFT JOIN total n ON n.cadre_id = a.cadre_id AND n.quarter <= a.quarter
    ASOF LEFT JOIN total b ON b.cadre_id = a.cadre_id AND b.quarter < a.first_quarter
), judged AS (
    SELECT r.*, greatest(coalesce(hours / need_hours, 0), coalesce(days / need_days, 0)) AS progress,
           (day - recorded_from + 1) / (window_to - recorded_from + 1) AS elapsed,
           greatest(window_to - day, 0) AS days_left, p.hours_a_day
    FROM reached r CROSS JOIN pace p
), verdict AS (
    SELECT *, CASE WHEN progress >= 1 THEN 'met'
                   WHEN coalesce(days_left * hours_a_day < need_hours - hours, need_hours IS NULL OR days_left = 0)
                    AND coalesce(days_left < need_days - days, TRUE) THEN 'missed'
                   WHEN progress >= elapsed THEN 'on_pace' ELSE 'behind' END AS pace
    FROM judged
)
SELECT day, span, rule_code, region_code, level_code, org_tier, count(*) AS required,
       count(*) FILTER (pace = 'met') AS met, count(*) FILTER (pace = 'on_pace') AS on_pace,
       count(*) FILTER (pace = 'behind') AS behind, count(*) FILTER (pace = 'missed') AS missed,
       CAST(sum(CAST(hours AS DECIMAL(18, 6))) AS DOUBLE) AS hours
FROM verdict
GROUP BY ALL
ORDER BY day, span;

DROP TABLE credit;
