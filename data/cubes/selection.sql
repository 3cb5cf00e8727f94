-- Seats and who is nominated for them, sent back, comes. Seats have no level and are never asked for by level: they stand with the last.
WITH rows AS (
    SELECT month, train_type, region_code, level_code, chains, nominations, decided, first_checked, accepted, arrived, targeted,
           repeat_judged, identity_checked, cap_judged, to_replace
    FROM selection_month
    UNION ALL BY NAME
    SELECT month, train_type, region_code, (SELECT max(level_code) FROM selection_month) AS level_code, seats_given FROM selection_month
    UNION ALL BY NAME
    SELECT month, train_type, region_code, level_code, filled + given_up AS waits FROM selection_wait
    UNION ALL BY NAME
    SELECT month, train_type, region_code, level_code, returned_for AS returned_all FROM selection_reason
    UNION ALL BY NAME
    SELECT month, train_type, region_code, level_code, CASE WHEN signal = 'mismatch' THEN observed END AS matched,
           CASE WHEN signal = 'two_places' THEN observed END AS placed, CASE WHEN signal = 'signature' THEN observed END AS signed
    FROM selection_signal
)
SELECT *, 0 AS day, FALSE AS anonymous FROM rows
