-- Who has met the rule, is on pace, behind, or can no longer meet it, by window and cadre level, and by which rule?
-- grain: span, level_code, pace
-- lattice: hours required=*_required
-- parts: level_code
WITH chosen AS (
    SELECT * FROM hours_state h
    WHERE day = (SELECT max(day) FROM hours_window WHERE day <= last_day($date_to))
      AND in_region(h.region_code, FALSE, $regions, NULL) AND ($levels IS NULL OR list_contains($levels, h.level_code))
), spread AS (
    SELECT span, CASE WHEN whole THEN '*' ELSE level_code END AS level_code, CASE WHEN whole THEN '' ELSE rule_code END AS rule_code,
           pace, required, CASE pace WHEN 'met' THEN met WHEN 'on_pace' THEN on_pace WHEN 'behind' THEN behind ELSE missed END AS people
    FROM chosen CROSS JOIN (VALUES ('met'), ('on_pace'), ('behind'), ('missed')) p(pace) CROSS JOIN (VALUES (FALSE), (TRUE)) w(whole)
)
SELECT span, level_code, pace, rule_code, pace_rate(people, required) AS pace_rate, sum(required) AS required
FROM spread
GROUP BY span, level_code, pace, rule_code
ORDER BY span, level_code, pace;
