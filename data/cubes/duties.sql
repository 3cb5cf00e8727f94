-- Whose training fell due, by the tier of the organ in the place of the type of training.
SELECT month, 0 AS day, org_tier AS train_type, region_code, level_code, FALSE AS anonymous,
       CASE WHEN duty = 'T1' THEN due END AS initial_due, CASE WHEN duty = 'T2' THEN due END AS promoted_due
FROM deadline_month WHERE NOT soon
