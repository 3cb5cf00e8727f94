-- What became of the seats of each unit in the twelve months that hold the end of the period?
-- grain: org_id, item
-- parts: org_id
-- needs: unit_seats
-- Twelve months counted back from the last day of all records, all levels and types: of fixed cells none can be subtracted
-- from another. A unit with fewer nominations than may be shown stands with others of its place (`<region>-`), and so does
-- the next smallest where those were still too few. Row `*` is all of them. Who was nominated decides what is hidden, not seats.
WITH spans AS (
    SELECT u.*, CAST(floor(date_diff('month', u.month, date_trunc('month', CAST($as_of AS DATE))) / 12) AS INTEGER) AS back FROM unit_seats u
), unit AS (
    SELECT s.org_id, sum(COLUMNS(s.* EXCLUDE (month, org_id, back))), max(s.back) AS back
    FROM spans s
    WHERE s.back = floor(date_diff('month', CAST($date_to AS DATE), date_trunc('month', CAST($as_of AS DATE))) / 12)
    GROUP BY s.org_id
), ordered AS (
    SELECT u.*, o.org_name, o.org_tier, o.region_code, u.nominated BETWEEN 1 AND $few - 1 AS small,
           coalesce(sum(u.nominated) OVER (PARTITION BY o.region_code ORDER BY u.nominated, u.org_id
                                           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS smaller,
           bool_or(u.nominated BETWEEN 1 AND $few - 1) OVER (PARTITION BY o.region_code) AS any_small
    FROM unit u JOIN dim_org o USING (org_id)
), placed AS (
    SELECT *, small OR any_small AND nominated > 0 AND smaller < $few AS joined FROM ordered
    WHERE $regions IS NULL OR region_code IN (SELECT unnest($regions))
), rows AS (
    SELECT CASE WHEN joined THEN region_code || '-' ELSE org_id END AS org_id, any_value(CASE WHEN NOT joined THEN org_name END) AS org_name,
           any_value(CASE WHEN NOT joined THEN org_tier END) AS org_tier, any_value(region_code) AS region_code, count(*) AS units,
           sum(COLUMNS(p.* EXCLUDE (org_id, org_name, org_tier, region_code, small, smaller, any_small, joined, back))), max(back) AS back
    FROM placed p GROUP BY ALL
    UNION ALL BY NAME
    SELECT '*' AS org_id, count(*) AS units,
           sum(COLUMNS(p.* EXCLUDE (org_id, org_name, org_tier, region_code, small, smaller, any_small, joined, back))), max(back) AS back
    FROM placed p HAVING count(*) > 0
), based AS (
    SELECT *, CASE WHEN nominated BETWEEN 1 AND $few - 1 THEN nominated ELSE greatest(seats, nominated) END AS seats_base FROM rows
), steps AS (
    UNPIVOT based ON seats, idle, nominated, returned, replaced, withdrawn, lapsed, pending, accepted, no_shows, arrived, dropped, still_here, completed
    INTO NAME item VALUE seats_here
)
SELECT org_id, item, any_value(org_name) AS org_name, any_value(org_tier) AS org_tier, any_value(region_code) AS region_code,
       any_value(units) AS units, any_value(back) AS back,
       seat_share(seats_here, seats_base) AS seat_share, sum(seats_base) AS seats_base
FROM steps
GROUP BY org_id, item
ORDER BY org_id, item;
