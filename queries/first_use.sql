-- Of those who had not used it before, how many first use it in each week after the class?
-- grain: level_code, week
-- lattice: after
-- parts: level_code
-- Half a year of weeks, also those in which nobody starts: a curve needs every step.
WITH chosen AS (
    SELECT CASE WHEN whole THEN '*' ELSE level_code END AS level_code, week,
           sum(first_uses) AS first_uses, sum(first_uses + unused_so_far) AS leaving
    FROM selected_first_use($regions, $cities, $levels, $types, $date_from, $date_to)
    CROSS JOIN (VALUES (FALSE), (TRUE)) w(whole)
    GROUP BY ALL
), followed AS (
    SELECT l.level_code, w.week, coalesce(c.first_uses, 0) AS first_uses,
           sum(coalesce(c.leaving, 0)) OVER (PARTITION BY l.level_code ORDER BY w.week DESC) AS at_risk
    FROM (SELECT DISTINCT level_code FROM chosen) l CROSS JOIN range(53) w(week)
    LEFT JOIN chosen c ON c.level_code = l.level_code AND c.week = w.week
)
SELECT level_code, CAST(week AS INTEGER) AS week, first_use_rate(first_uses, at_risk) AS first_use_rate, sum(at_risk) AS at_risk
FROM followed
WHERE week <= 26
GROUP BY level_code, week
ORDER BY level_code, week;
