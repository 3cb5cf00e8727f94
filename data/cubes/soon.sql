-- Whose training falls due next, by the month it does in the place of the type of training. There is one such list, whatever the period.
SELECT DATE '0001-01-01' AS month, 0 AS day, strftime(month, '%Y-%m') AS train_type, region_code, level_code, FALSE AS anonymous,
       CASE WHEN duty = 'T1' THEN due END AS initial_soon, CASE WHEN duty = 'T2' THEN due END AS promoted_soon,
       CASE WHEN duty = 'T1' THEN due - in_time END AS initial_open, CASE WHEN duty = 'T2' THEN due - in_time END AS promoted_open
FROM deadline_month WHERE soon
