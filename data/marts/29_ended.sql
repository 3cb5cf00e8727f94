-- Which classes have ended? Asked last, because it takes the last day of all records.
-- grain: class_id
CREATE OR REPLACE TABLE dim_class AS
SELECT k.*, k.end_date <= m.as_of AS ended
FROM dim_class k CROSS JOIN as_of m
ORDER BY k.start_date, k.class_id;
