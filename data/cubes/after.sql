-- What trainees answer after the class: why it is not used, with or without a leader's support, in which week it is used first.
WITH rows AS (
    SELECT month, train_type, region_code, level_code, anonymous, unused,
           CASE WHEN support = 'high' THEN told END AS backed, CASE WHEN support = 'low' THEN told END AS alone,
           CASE WHEN support = '' THEN told END AS untold
    FROM use_month
    UNION ALL BY NAME
    SELECT month, train_type, region_code, level_code, anonymous, first_uses + unused_so_far AS at_risk FROM first_use_month
)
SELECT *, 0 AS day FROM rows
