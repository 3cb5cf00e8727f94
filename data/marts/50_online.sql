-- How many reached the year's online hours by the end of each quarter? The number is the department's own: a rule with metric
-- COV-07 and hours. The regulation names none; where none is set, any recognised online hours in the year count.
-- In service on the day and since 1 July at the latest, as for the year's other hours. Empty without online hours on record.
-- grain: day, region_code, level_code, org_tier
CREATE TABLE online_state AS
WITH days AS (
    SELECT w.day, max(TRY_CAST(regexp_extract(r.extra::JSON ->> 'threshold', '([0-9.]+) hours', 1) AS DOUBLE)) AS need_hours
    FROM (SELECT DISTINCT day FROM hours_window WHERE span = 'year') w
    LEFT JOIN code r ON r.list = 'rules' AND r.extra::JSON ->> 'metric' = 'COV-07' AND r.extra::JSON ->> 'operator' = '>='
     AND w.day BETWEEN coalesce(TRY_CAST(r.extra::JSON ->> 'valid_from' AS DATE), DATE '1900-01-01')
                   AND coalesce(TRY_CAST(r.extra::JSON ->> 'valid_to' AS DATE), DATE '9999-12-31')
    GROUP BY w.day
), earned AS (
    SELECT cadre_id, date_from, hours FROM acc_hours_ledger
    WHERE kind = 'ONLINE' AND coalesce(recognised, TRUE) AND hours > 0
), reached AS (
    SELECT d.day, e.cadre_id
    FROM earned e JOIN days d ON e.date_from BETWEEN date_trunc('year', d.day) AND d.day
    GROUP BY d.day, e.cadre_id HAVING sum(e.hours) >= any_value(coalesce(d.need_hours, 0))
), entry AS (
    SELECT cadre_id, min(valid_from) AS entered FROM person_spell GROUP BY cadre_id
)
SELECT d.day, s.region_code, s.level_code, s.org_tier, count(*) AS online_people, count(r.cadre_id) AS online_met
FROM days d JOIN person_spell s ON s.valid_from <= d.day AND s.valid_to >= d.day
JOIN entry e ON e.cadre_id = s.cadre_id AND e.entered <= make_date(year(d.day), 7, 1)
LEFT JOIN reached r ON r.day = d.day AND r.cadre_id = s.cadre_id
WHERE EXISTS (FROM earned)
GROUP BY ALL
ORDER BY d.day;
