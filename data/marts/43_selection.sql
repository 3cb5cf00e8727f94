-- All additive measures of selection: seats, nominations, trainees. Seats belong to a unit and have no level.
-- Of classes without any nomination nothing is known of their seats: they have none here.
-- grain: class_id, org_id, region_code, level_code, org_tier
CREATE TABLE selection_part AS
WITH given AS (
    SELECT q.class_id, q.org_id, coalesce(o.region_code, '') AS region_code, coalesce(o.org_tier, '') AS org_tier, q.seats
    FROM acc_quotas q LEFT JOIN dim_org o USING (org_id)
    UNION ALL
    SELECT k.class_id, '*', '', '', k.seats FROM dim_class k
    WHERE k.seats IS NOT NULL AND k.class_id NOT IN (SELECT class_id FROM acc_quotas)
), used AS (
    SELECT g.class_id, g.org_id, count(c.root) AS chains
    FROM given g LEFT JOIN seat_chain c ON c.class_id = g.class_id AND (c.org_id = g.org_id OR g.org_id = '*')
    GROUP BY ALL
), parts AS (
    SELECT g.class_id, nullif(g.org_id, '*') AS org_id, g.region_code, '' AS level_code, g.org_tier, sum(g.seats) AS seats_given,
           sum(greatest(g.seats - u.chains, 0)) AS seats_idle, sum(least(u.chains, g.seats)) AS seats_taken
    FROM given g JOIN used u USING (class_id, org_id)
    WHERE g.class_id IN (SELECT class_id FROM nomination)
    GROUP BY ALL
    UNION ALL BY NAME
    SELECT c.class_id, c.org_id, c.region_code, c.level_code, c.org_tier, count(*) AS chains,
           count(*) FILTER (c.fate = 'withdrawn') AS withdrawn, count(*) FILTER (c.fate = 'lapsed') AS lapsed,
           count(*) FILTER (c.fate = 'open') AS pending, count(*) FILTER (c.fate = 'accepted') AS accepted,
           count(*) FILTER (c.fate = 'accepted' AND t.checked_in) AS seats_arrived,
           count(*) FILTER (c.fate = 'accepted' AND NOT coalesce(t.checked_in, FALSE)) AS no_shows,
           count(*) FILTER (c.fate = 'accepted' AND t.completed) AS seats_completed,
           count(*) FILTER (c.fate = 'accepted' AND t.checked_in AND NOT t.completed AND NOT t.ended) AS still_here,
           count(*) FILTER (c.fate = 'accepted' AND t.checked_in AND NOT t.completed AND t.ended) AS dropped,
           count(*) FILTER (c.first_round AND c.checked) AS first_checked,
           count(*) FILTER (c.first_round AND c.checked AND NOT c.failed) AS first_passed,
           count(*) FILTER (c.sent_back AND c.fate IN ('accepted', 'lapsed')) AS to_replace,
           count(*) FILTER (c.sent_back AND c.fate = 'accepted' AND c.ended_on < c.start_date) AS replaced_in_time,
           count(*) FILTER (c.sent_back) AS seats_returned, count(*) FILTER (c.sent_back AND c.fate = 'accepted') AS seats_replaced
    FROM seat_chain c LEFT JOIN chosen_trainee t ON t.class_id = c.class_id AND t.cadre_id = c.last_cadre
    GROUP BY ALL
    UNION ALL BY NAME
    SELECT class_id, org_id, region_code, level_code, org_tier, count(*) AS nominations,
           count(*) FILTER (fully_checked) AS fully_checked,
           count(*) FILTER (sent_back OR status = 'ACCEPTED') AS decided, count(*) FILTER (sent_back) AS returned
    FROM nomination GROUP BY ALL
    UNION ALL BY NAME
    SELECT class_id, org_id, region_code, level_code, org_tier,
           count(*) FILTER (checked_in) AS arrived, count(*) FILTER (checked_in AND nominated) AS targeted,
           count(*) FILTER (checked_in AND nominated AND (unfit OR repeated OR proxied)) AS off_target,
           count(*) FILTER (checked_in AND nominated AND unfit) AS unfit,
           count(*) FILTER (checked_in AND nominated AND repeated) AS repeated,
           count(*) FILTER (checked_in AND nominated AND proxied) AS proxied,
           count(*) FILTER (completed AND repeat_ruled) AS repeat_judged, count(*) FILTER (completed AND repeated) AS repeat_done,
           count(*) FILTER (checked_in AND in_leading_body AND most IS NOT NULL) AS cap_judged,
           count(*) FILTER (checked_in AND in_leading_body AND times > most) AS over_cap,
           count(*) FILTER (checked_in AND identified) AS identity_checked,
           count(*) FILTER (checked_in AND identified AND proxied) AS proxies
    FROM chosen_trainee GROUP BY ALL
)
SELECT class_id, coalesce(org_id, '') AS org_id, region_code, level_code, org_tier,
       CAST(coalesce(sum(COLUMNS(* EXCLUDE (class_id, org_id, region_code, level_code, org_tier))), 0) AS DOUBLE)
FROM parts GROUP BY ALL;

-- grain: month, train_type, region_code, level_code, org_tier
CREATE TABLE selection_month AS
SELECT k.month, k.train_type, p.region_code, p.level_code, p.org_tier,
       sum(COLUMNS(p.* EXCLUDE (class_id, org_id, region_code, level_code, org_tier)))
FROM selection_part p JOIN dim_class k USING (class_id)
GROUP BY k.month, k.train_type, p.region_code, p.level_code, p.org_tier
ORDER BY ALL;

-- grain: class_id
CREATE TABLE selection_class AS
SELECT class_id, sum(COLUMNS(* EXCLUDE (class_id, org_id, region_code, level_code, org_tier)))
FROM selection_part GROUP BY class_id ORDER BY class_id;

-- What became of the seats of each unit, over all levels and types.
-- grain: month, org_id
CREATE TABLE unit_seats AS
SELECT k.month, p.org_id, sum(p.seats_given) AS seats, sum(p.seats_idle) AS idle, sum(p.chains) AS nominated,
       sum(p.seats_returned) AS returned, sum(p.seats_replaced) AS replaced, sum(p.withdrawn) AS withdrawn, sum(p.lapsed) AS lapsed, sum(p.pending) AS pending,
       sum(p.accepted) AS accepted, sum(p.no_shows) AS no_shows, sum(p.seats_arrived) AS arrived, sum(p.dropped) AS dropped,
       sum(p.still_here) AS still_here, sum(p.seats_completed) AS completed
FROM selection_part p JOIN dim_class k USING (class_id) WHERE p.org_id <> ''
GROUP BY k.month, p.org_id HAVING sum(p.seats_given) + sum(p.chains) > 0 ORDER BY ALL;

DROP TABLE selection_part;
