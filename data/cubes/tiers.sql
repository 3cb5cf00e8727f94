-- Seats and nominations once more, by the tier of the organ in the place of the type of training.
SELECT month, 0 AS day, org_tier AS train_type, region_code, level_code, FALSE AS anonymous, chains, nominations, decided,
       first_checked, accepted, arrived, targeted, repeat_judged, identity_checked, cap_judged, to_replace
FROM selection_month WHERE org_tier <> ''
UNION ALL BY NAME
SELECT month, 0 AS day, org_tier AS train_type, region_code, (SELECT max(level_code) FROM selection_month) AS level_code,
       FALSE AS anonymous, seats_given
FROM selection_month WHERE org_tier <> ''
