-- Which seats were asked for whom, and what became of each: the replacements are followed to their end.
-- Rules are dated: a class is judged by the rule in force on its first day, whatever was changed later.
-- Nominations stand with the unit that made them (its region and tier), trainees with where they come from.

-- grain: rule
CREATE TABLE selection_rule AS
SELECT code AS rule, extra ->> '$.operator' AS operator,
       TRY_CAST(regexp_extract(extra ->> '$.threshold', '^([0-9]+) a year', 1) AS INTEGER) AS most,
       coalesce(TRY_CAST(nullif(extra ->> '$.valid_from', '') AS DATE), DATE '1900-01-01') AS valid_from,
       coalesce(TRY_CAST(nullif(extra ->> '$.valid_to', '') AS DATE), DATE '9999-12-31') AS valid_to
FROM code WHERE list = 'rules' AND extra ->> '$.metric' = 'INT-02';

-- grain: check_code
CREATE TABLE required_check AS
SELECT code AS check_code,
       coalesce(TRY_CAST(nullif(extra ->> '$.valid_from', '') AS DATE), DATE '1900-01-01') AS valid_from,
       coalesce(TRY_CAST(nullif(extra ->> '$.valid_to', '') AS DATE), DATE '9999-12-31') AS valid_to
FROM code WHERE list = 'check_codes' AND extra ->> '$.required' = 'yes';

-- grain: org_id
CREATE TABLE dim_org AS
SELECT org_id, coalesce(org_name, org_id) AS org_name, coalesce(org_tier, '') AS org_tier, region_code
FROM acc_org_units ORDER BY org_id;

-- grain: nomination_id
CREATE TABLE nomination AS
WITH verdict AS (
    SELECT nomination_id, count(*) AS checks, count(*) FILTER (result = 'FAIL') AS failed FROM acc_eligibility_checks GROUP BY ALL
), done AS (
    SELECT n.nomination_id, count(*) AS made
    FROM acc_nominations n JOIN dim_class k USING (class_id) JOIN acc_eligibility_checks c USING (nomination_id)
    JOIN required_check r ON r.check_code = c.check_code AND k.start_date BETWEEN r.valid_from AND r.valid_to
    WHERE c.checked_at < k.start_date
    GROUP BY ALL
), needed AS (
    SELECT k.class_id, count(r.check_code) AS needed
    FROM dim_class k LEFT JOIN required_check r ON k.start_date BETWEEN r.valid_from AND r.valid_to GROUP BY ALL
)
SELECT n.nomination_id, n.class_id, n.cadre_id, n.org_id, n.status, coalesce(n.return_reason, '') AS return_reason,
       n.status IN ('RETURNED', 'REPLACED', 'LAPSED') AS sent_back, coalesce(n.returned_at, n.decided_at) AS sent_back_on,
       n.decided_at, n.replaces_nomination_id AS before, k.start_date, k.month, k.train_type,
       coalesce(o.region_code, CASE WHEN s.valid_to >= k.start_date THEN s.region_code END, '') AS region_code,
       coalesce(CASE WHEN s.valid_to >= k.start_date THEN s.level_code END, '') AS level_code,
       coalesce(o.org_tier, '') AS org_tier,
       coalesce(v.checks, 0) > 0 AS checked, coalesce(v.failed, 0) > 0 AS failed, coalesce(d.made >= q.needed, FALSE) AS fully_checked
FROM acc_nominations n
JOIN dim_class k USING (class_id)
LEFT JOIN dim_org o USING (org_id)
LEFT JOIN verdict v USING (nomination_id)
LEFT JOIN done d USING (nomination_id)
LEFT JOIN needed q ON q.class_id = n.class_id
ASOF LEFT JOIN person_spell s ON s.cadre_id = n.cadre_id AND s.valid_from <= k.start_date;

-- One row a seat: its first nomination, and the one it ended with. Few are replaced: only those are looked up again, because what a
-- recursion holds does not go to disk, and all nominations beside themselves would not find room.
-- grain: root
CREATE TABLE seat_chain AS
WITH RECURSIVE later AS MATERIALIZED (
    SELECT n.nomination_id, n.before
    FROM nomination b JOIN (SELECT nomination_id, before FROM nomination WHERE before IS NOT NULL) n ON n.before = b.nomination_id
), walk AS (
    SELECT before AS root, before AS link, 1 AS step FROM later WHERE before NOT IN (SELECT nomination_id FROM later)
    UNION ALL
    SELECT w.root, n.nomination_id, w.step + 1 FROM walk w JOIN later n ON n.before = w.link
), linked AS MATERIALIZED (
    SELECT n.* FROM nomination n JOIN (
        SELECT nomination_id FROM later UNION SELECT before FROM later
    ) USING (nomination_id)
), ending AS (
    SELECT f.*, l.nomination_id AS last_id, l.cadre_id AS last_cadre, l.decided_at AS ended_on, l.status AS last_status,
           l.sent_back AS last_sent_back
    FROM (SELECT root, arg_max(link, step) AS link FROM walk GROUP BY root) e
    JOIN linked f ON f.nomination_id = e.root JOIN linked l ON l.nomination_id = e.link
    UNION ALL
    SELECT n.*, n.nomination_id, n.cadre_id, n.decided_at, n.status, n.sent_back
    FROM nomination n ANTI JOIN linked USING (nomination_id)
)
SELECT nomination_id AS root, class_id, org_id, month, train_type, region_code, level_code, org_tier, start_date,
       before IS NULL AS first_round, checked, failed, sent_back, sent_back_on, last_id, last_cadre, ended_on,
       CASE WHEN last_status = 'ACCEPTED' THEN 'accepted'
            WHEN last_status = 'WITHDRAWN' THEN 'withdrawn'
            WHEN last_status = 'LAPSED' OR last_sent_back AND start_date <= m.as_of THEN 'lapsed'
            ELSE 'open' END AS fate
FROM ending CROSS JOIN as_of m;
