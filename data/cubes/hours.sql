-- Who must be trained, as of the end of a quarter, by the tier of the organ in the place of the type of training. Every quarter is
-- decided by itself, as if it were a year: 4 x year + quarter (queries/cells.py).
WITH rows AS (
    SELECT day, org_tier, region_code, level_code, CASE WHEN span = 'year' THEN required END AS year_required,
           CASE WHEN span = 'rolling' THEN required END AS rolling_required, CASE WHEN span = 'cycle' THEN required END AS cycle_required
    FROM hours_state
    UNION ALL BY NAME
    SELECT day, org_tier, region_code, level_code, online_people FROM online_state
)
SELECT * REPLACE (0 AS day), make_date(CAST(4 * year(day) + quarter(day) AS INTEGER), 1, 1) AS month, org_tier AS train_type, FALSE AS anonymous
FROM rows
