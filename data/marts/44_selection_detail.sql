-- Why were people sent back? A nomination is returned for one reason.
-- grain: month, train_type, region_code, level_code, org_tier, return_reason
CREATE TABLE selection_reason AS
SELECT month, train_type, region_code, level_code, org_tier, return_reason, count(*) AS returned_for
FROM nomination WHERE sent_back GROUP BY ALL ORDER BY ALL;

-- How many days from the first return of a seat to the nominee accepted for it? A seat nobody was accepted for waits
-- until the class begins and counts as given up there.
-- grain: month, train_type, region_code, level_code, org_tier, days
CREATE TABLE selection_wait AS
SELECT month, train_type, region_code, level_code, org_tier,
       greatest(date_diff('day', sent_back_on, CASE WHEN fate = 'accepted' THEN ended_on ELSE start_date END), 0) AS days,
       count(*) FILTER (fate = 'accepted') AS filled, count(*) FILTER (fate <> 'accepted') AS given_up
FROM seat_chain
WHERE sent_back AND fate IN ('accepted', 'lapsed') AND sent_back_on IS NOT NULL AND (fate <> 'accepted' OR ended_on IS NOT NULL)
GROUP BY ALL ORDER BY ALL;

-- What might say that somebody else came, how often, and what people decided? A signal is no verdict.
-- grain: month, train_type, region_code, level_code, org_tier, signal
CREATE TABLE selection_seen AS
SELECT t.month, t.train_type, t.region_code, t.level_code, t.org_tier, s.signal,
       count(*) AS observed, count(*) FILTER (s.raised) AS flagged,
       count(*) FILTER (s.raised AND t.proxied) AS confirmed,
       count(*) FILTER (s.raised AND NOT t.proxied AND t.proxy_confirmed IS NOT NULL) AS cleared
FROM chosen_trainee t,
     LATERAL (VALUES ('mismatch', t.identity_result IN ('MATCH', 'MISMATCH'), t.mismatched),
                     ('two_places', t.checked_in, t.two_places)) AS s(signal, seen, raised)
WHERE s.seen
GROUP BY ALL ORDER BY ALL;

CREATE TABLE selection_signal AS
FROM selection_signature UNION ALL FROM selection_seen ORDER BY ALL;

DROP TABLE selection_signature;
DROP TABLE selection_seen;

-- Which units put forward people who do not fit, or who came already?
-- grain: month, train_type, org_id, level_code
CREATE TABLE selection_unit AS
WITH parts AS (
    SELECT month, train_type, coalesce(org_id, '') AS org_id, level_code,
           count(*) FILTER (first_round AND checked) AS first_checked,
           count(*) FILTER (first_round AND checked AND NOT failed) AS first_passed
    FROM seat_chain GROUP BY ALL
    UNION ALL BY NAME
    SELECT month, train_type, org_id, level_code,
           count(*) FILTER (completed AND repeat_ruled) AS repeat_judged, count(*) FILTER (completed AND repeated) AS repeat_done
    FROM chosen_trainee GROUP BY ALL
)
SELECT month, train_type, org_id, level_code,
       CAST(coalesce(sum(COLUMNS(* EXCLUDE (month, train_type, org_id, level_code))), 0) AS DOUBLE)
FROM parts WHERE org_id <> ''
GROUP BY month, train_type, org_id, level_code ORDER BY month, org_id, train_type, level_code;

-- How many days of our classes did each cadre in service complete in two years? Only those in service throughout: who
-- came later had less time to be sent. Windows end with a quarter.
-- grain: month, region_code, level_code, days
CREATE TABLE training_days AS
WITH ends AS (
    SELECT month, last_day, CAST(month - INTERVAL 23 MONTH AS DATE) AS first_day FROM month_list
    WHERE month(month) % 3 = 0 AND month - INTERVAL 23 MONTH >= (SELECT min(month) FROM month_list)
), served AS (
    SELECT w.month, s.cadre_id, arg_max(s.region_code, s.valid_from) AS region_code, arg_max(s.level_code, s.valid_from) AS level_code
    FROM ends w JOIN person_spell s ON s.valid_from <= w.last_day AND s.valid_to >= w.first_day
    GROUP BY w.month, w.first_day, w.last_day, s.cadre_id
    HAVING sum(date_diff('day', greatest(s.valid_from, w.first_day), least(s.valid_to, w.last_day)) + 1)
           = date_diff('day', w.first_day, w.last_day) + 1
), trained AS (
    SELECT w.month, e.cadre_id, sum(coalesce(k.days, date_diff('day', k.start_date, k.end_date) + 1)) AS days
    FROM ends w JOIN enrolment e ON e.month BETWEEN w.first_day AND w.month JOIN dim_class k USING (class_id)
    WHERE e.completed GROUP BY ALL
)
SELECT s.month, s.region_code, s.level_code, CAST(coalesce(t.days, 0) AS DOUBLE) AS days, count(*) AS people
FROM served s LEFT JOIN trained t USING (month, cadre_id)
GROUP BY ALL ORDER BY ALL;

DROP TABLE seat_chain;
DROP TABLE nomination;
DROP TABLE chosen_trainee;
DROP TABLE signed_trainee;
DROP TABLE selection_rule;
DROP TABLE required_check;
