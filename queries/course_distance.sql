-- How are methods, content, types of teacher and bases rated against the other sessions of the same class?
-- grain: aspect, code
-- parts: code
-- Of classes whose sessions are told: not where answers are kept back, nor, of an older version, where few answered about one
-- since. What one choice has more than another would be those.
SELECT aspect, code,
       class_distance(distance_sum, compared) AS class_distance,
       distance_spread(distance_sum, distance_sq, compared) AS distance_spread,
       sum(compared_answers) AS compared_answers, sum(compared) AS compared_sessions, sum(sessions) AS sessions
FROM mart_taught m
JOIN selected_classes($regions, $hosts, $levels, $types, $date_from, $date_to) k USING (class_id, month)
WHERE class_id NOT IN (SELECT unnest(CAST($unrated AS VARCHAR[])))
GROUP BY aspect, code
ORDER BY aspect, code;
