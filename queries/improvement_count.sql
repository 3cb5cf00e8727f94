-- How many improvements were decided, done, and can be looked at in a later class?
-- grain: done
SELECT i.done, sum(actions) AS actions, sum(late_actions) AS late_actions, sum(actions) FILTER (later_id <> '') AS later_actions
FROM mart_improvement i JOIN selected_classes($regions, $hosts, $levels, $types, $date_from, $date_to) k USING (class_id)
GROUP BY i.done
ORDER BY i.done;
