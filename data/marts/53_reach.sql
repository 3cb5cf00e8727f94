-- Of those in service at the end of each month: how many were last trained in which month? Whom a period reached is then a sum, of
-- those in service at its end the ones last trained within it, however long it is. train_type '*': trained in whatever type.
-- grain: month, train_type, region_code, level_code, last_month
CREATE TABLE reach_month AS
WITH trained AS (
    SELECT cadre_id, train_type, month FROM person_completion
    UNION ALL
    SELECT DISTINCT cadre_id, '*', month FROM person_completion
), since AS (
    SELECT cadre_id, train_type, month AS last_month,
           lead(month, 1, DATE '9999-12-31') OVER (PARTITION BY cadre_id, train_type ORDER BY month) AS until
    FROM trained
), stay AS (  -- from which month on, and before which
    SELECT s.region_code, s.level_code, t.train_type, t.last_month,
           greatest(t.last_month, CAST(date_trunc('month', s.valid_from) AS DATE)) AS come,
           least(t.until, CAST(date_trunc('month', s.valid_to + 1) AS DATE)) AS gone
    FROM since t JOIN person_spell s USING (cadre_id)
), step AS (
    SELECT region_code, level_code, train_type, last_month, month, sum(people) AS people
    FROM (SELECT *, unnest([come, gone]) AS month, unnest([1, -1]) AS people FROM stay WHERE come < gone)
    GROUP BY ALL
), level AS (
    SELECT * REPLACE (sum(people) OVER upwards AS people), lead(month) OVER upwards AS next_month
    FROM step WINDOW upwards AS (PARTITION BY region_code, level_code, train_type, last_month ORDER BY month)
)
SELECT d.month, l.train_type, l.region_code, l.level_code, l.last_month, l.people
FROM level l JOIN month_list d ON d.month >= l.month AND d.month < l.next_month
WHERE l.people > 0
ORDER BY d.month, l.train_type;
