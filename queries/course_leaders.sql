-- Which part of the hours do leading cadres teach, half-year by half-year?
-- grain: start
SELECT make_date(year(k.month), CASE WHEN month(k.month) <= 6 THEN 1 ELSE 7 END, 1) AS start,
       leader_share(leader_minutes, led_minutes) AS leader_share, sum(led_classes) AS led_classes
FROM selected_classes($regions, $hosts, $levels, $types, $trend_from, $date_to) k JOIN mart_mix m USING (class_id, month)
GROUP BY start
HAVING sum(led_classes) > 0
ORDER BY start;
