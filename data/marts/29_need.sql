-- What do units say they need, and was it answered: did somebody of the asking level and place come to a class on the topic
-- that started on or after the day? A class for another level answers nothing. Each need waits a year before it is unanswered.
-- A need that names a line of the plan is answered by the classes of that line alone: taken out of the plan, it waits again.
-- planned_needs is NULL where no need names a line: then nobody recorded which were taken up.
-- Weight: people concerned, times how far importance exceeds ability; NULL where one of the two is missing.
-- grain: month, region_code, level_code, topic_code, channel_code
CREATE TABLE need_month AS
WITH need AS (
    SELECT n.need_id, n.collected_on, n.topic_code, n.channel_code, coalesce(n.level_code, '') AS level_code,
           coalesce(n.region_code, o.region_code, '') AS region_code, coalesce(n.headcount, 1) AS headcount,
           coalesce(n.headcount, 1) * greatest(0, n.importance - n.current_ability) AS weight,
           CASE WHEN EXISTS (FROM acc_plan_items) THEN n.plan_item_id END AS line,
           n.plan_item_id IN (SELECT plan_item_id FROM acc_plan_items) AS planned
    FROM acc_needs n LEFT JOIN acc_org_units o ON o.org_id = n.org_id
), taught AS (
    SELECT DISTINCT k.topic_code, e.level_code, e.region_code, e.start_date, k.plan_item_id AS line
    FROM enrolment e JOIN acc_classes k USING (class_id)
    WHERE k.topic_code IS NOT NULL AND e.checked_in
), place AS (
    SELECT code AS wanted, code AS home FROM dim_region
    UNION SELECT city_code, code FROM dim_region
    UNION SELECT root.code, r.code FROM dim_region r CROSS JOIN dim_region root WHERE root.depth = 0
), open_to AS (  -- every way in which a need may ask for what was taught: of a place around, of any level, of any line
    SELECT DISTINCT t.topic_code, p.wanted, l.level_code, i.line, t.start_date
    FROM taught t JOIN place p ON p.home = t.region_code, unnest(['', t.level_code]) l(level_code), unnest(['', t.line]) i(line)
), answered AS (
    SELECT n.need_id, t.start_date AS answered_on
    FROM (SELECT *, CASE WHEN line IS NULL THEN '' WHEN planned THEN line END AS by_line FROM need) n
    ASOF JOIN open_to t ON t.topic_code = n.topic_code AND t.wanted = n.region_code AND t.level_code = n.level_code
                       AND t.line = n.by_line AND t.start_date >= n.collected_on
), judged AS (
    SELECT n.*, a.answered_on IS NOT NULL AS answered, n.collected_on + INTERVAL 1 YEAR <= m.as_of AS aged
    FROM need n LEFT JOIN answered a USING (need_id) CROSS JOIN as_of m
)
SELECT CAST(date_trunc('month', collected_on) AS DATE) AS month, region_code, level_code, topic_code, channel_code,
       count(*) AS need_answers, sum(headcount) AS headcount, sum(weight) AS gap_weight,
       CASE WHEN (SELECT count(line) FROM need) > 0 THEN count(*) FILTER (planned) END AS planned_needs,
       count(*) FILTER (answered) AS met_needs, count(*) FILTER (aged) AS aged_needs,
       count(*) FILTER (aged AND NOT answered) AS unmet_needs
FROM judged
GROUP BY ALL
ORDER BY month;
