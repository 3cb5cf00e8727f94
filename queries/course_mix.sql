-- Of which kind are the hours taught, per training type and in all, in the period and in the one it is compared with?
-- grain: slice, train_type
-- Who answered, of how many, is of classes whose attendance and sessions may be told.
WITH chosen AS (
    SELECT CASE WHEN k.month >= $date_from THEN 'now' ELSE 'before' END AS slice,
           CASE WHEN whole THEN '*' ELSE k.train_type END AS train_type, m.* EXCLUDE (class_id, month),
           class_id NOT IN (SELECT unnest(CAST($untold AS VARCHAR[])) UNION ALL SELECT unnest(CAST($unrated AS VARCHAR[]))) AS told
    FROM selected_classes($regions, $hosts, $levels, $types, coalesce($before_from, $date_from), $date_to) k
    JOIN mart_mix m USING (class_id, month) CROSS JOIN (VALUES (FALSE), (TRUE)) w(whole)
    WHERE k.month >= $date_from OR k.month <= $before_to
)
SELECT slice, train_type,
       theory_share(theory_minutes, bound_minutes) AS theory_share,
       party_share(party_minutes, bound_minutes) AS party_share,
       interactive_share(interactive_minutes, method_minutes) AS interactive_share,
       practice_share(practice_minutes, method_minutes) AS practice_share,
       leader_share(leader_minutes, led_minutes) AS leader_share,
       model_share(model_minutes, teacher_minutes) AS model_share,
       ethics_rate(ethics_held, ethics_asked) AS ethics_rate,
       course_response_rate(CASE WHEN told THEN rated_answers ELSE 0 END, CASE WHEN told THEN rated_visitors ELSE 0 END)
           AS course_response_rate,
       coalesce(sum(rated_visitors) FILTER (told), 0) AS rated_visitors,
       sum(theory_classes) AS theory_classes, sum(method_classes) AS method_classes, sum(led_classes) AS led_classes,
       sum(taught_classes) AS taught_classes, sum(ethics_asked) AS ethics_asked, count(*) AS classes
FROM chosen
GROUP BY slice, train_type
ORDER BY slice, train_type;
