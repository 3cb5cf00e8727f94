-- What trainees answer after the class: why it is not used, with or without a leader's support, in which week it is used first;
-- and who answered in time, about use and about the class itself.
WITH rows AS (
    SELECT month, train_type, region_code, level_code, anonymous, unused,
           CASE WHEN support = 'high' THEN told END AS backed, CASE WHEN support = 'low' THEN told END AS alone,
           CASE WHEN support = '' THEN told END AS untold, CASE WHEN answer_time = 'early' THEN told END AS use_early,
           CASE WHEN answer_time = 'late' THEN told END AS use_late, CASE WHEN answer_time = '' THEN told END AS use_undated
    FROM use_month
    UNION ALL BY NAME
    SELECT month, train_type, region_code, level_code, anonymous, first_uses + unused_so_far AS at_risk FROM first_use_month
    UNION ALL BY NAME
    SELECT month, train_type, region_code, level_code, anonymous, CASE WHEN answer_time = 'early' THEN ov_count END AS opinion_early,
           CASE WHEN answer_time = 'late' THEN ov_count END AS opinion_late, CASE WHEN answer_time = '' THEN ov_count END AS opinion_undated
    FROM opinion_month
)
SELECT *, 0 AS day FROM rows
