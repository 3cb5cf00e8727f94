-- What happened in a month besides: answers after the class, duties that fell due, needs, seats and nominations. In the place of the
-- type of training stand the tier of the organ for duties and the topic for needs; no column has two of them.
WITH rows AS (
    SELECT month, train_type, region_code, level_code, anonymous, unused,
           CASE WHEN support = 'high' THEN told END AS backed, CASE WHEN support = 'low' THEN told END AS alone,
           CASE WHEN support = '' THEN told END AS untold
    FROM use_month
    UNION ALL BY NAME
    SELECT month, train_type, region_code, level_code, anonymous, first_uses + unused_so_far AS at_risk FROM first_use_month
    UNION ALL BY NAME
    SELECT month, org_tier AS train_type, region_code, level_code, FALSE AS anonymous,
           CASE WHEN duty = 'T1' THEN due END AS initial_due, CASE WHEN duty = 'T2' THEN due END AS promoted_due
    FROM deadline_month WHERE NOT soon
    UNION ALL BY NAME
    SELECT month, topic_code AS train_type, region_code, level_code, FALSE AS anonymous, need_answers, aged_needs FROM need_month
    UNION ALL BY NAME
    SELECT month, train_type, region_code, level_code, FALSE AS anonymous, chains, nominations, decided, first_checked, accepted,
           arrived, targeted, repeat_judged, identity_checked, cap_judged, to_replace
    FROM selection_month
    UNION ALL BY NAME  -- seats have no level and are never asked for by level
    SELECT month, train_type, region_code, (SELECT max(level_code) FROM selection_month) AS level_code, FALSE AS anonymous, seats_given
    FROM selection_month
    UNION ALL BY NAME
    SELECT month, train_type, region_code, level_code, FALSE AS anonymous, filled + given_up AS waits FROM selection_wait
    UNION ALL BY NAME
    SELECT month, train_type, region_code, level_code, FALSE AS anonymous, returned_for AS returned_all FROM selection_reason
    UNION ALL BY NAME
    SELECT month, train_type, region_code, level_code, FALSE AS anonymous, CASE WHEN signal = 'mismatch' THEN observed END AS matched,
           CASE WHEN signal = 'two_places' THEN observed END AS placed, CASE WHEN signal = 'signature' THEN observed END AS signed
    FROM selection_signal
)
SELECT *, 0 AS day FROM rows
