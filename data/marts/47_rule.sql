-- How much must cadres of a level be trained, by which rule, in which window, on which day? A day is the end of a quarter
-- or the day of the data. A rule holds only on days between its own dates: a newer one changes no earlier verdict.
-- Hours as hours; a month of off-job training is 30 days. `quarter` is 4 × year + quarter, a number to count with.
-- grain: day, span, level_code
CREATE TABLE hours_window AS
WITH records AS (  -- a few slips in a ledger must not stretch the windows: hence a quantile
    SELECT CAST(date_trunc('month', least((SELECT min(month) FROM month_list),
               (SELECT quantile_disc(date_from, 0.001) FROM acc_hours_ledger))) AS DATE) AS since
), days AS (
    SELECT least(last_day(CAST(q + INTERVAL 2 MONTH AS DATE)), m.as_of) AS day, 4 * year(q) + quarter(q) AS quarter
    FROM (SELECT unnest(generate_series(date_trunc('quarter', r.since), CAST(m.as_of AS TIMESTAMP), INTERVAL 3 MONTH)) AS q
          FROM records r CROSS JOIN as_of m) CROSS JOIN as_of m
), rule AS (
    SELECT code AS rule_code, extra::JSON ->> 'applies_to' AS groups, extra::JSON ->> 'period' AS period,
           TRY_CAST(regexp_extract(extra::JSON ->> 'threshold', '([0-9.]+) hours', 1) AS DOUBLE) AS need_hours,
           coalesce(TRY_CAST(regexp_extract(extra::JSON ->> 'threshold', '([0-9.]+) days', 1) AS DOUBLE),
                    30 * TRY_CAST(regexp_extract(extra::JSON ->> 'threshold', '([0-9.]+) months', 1) AS DOUBLE)) AS need_days,
           coalesce(TRY_CAST(extra::JSON ->> 'valid_from' AS DATE), DATE '1900-01-01') AS valid_from,
           coalesce(TRY_CAST(extra::JSON ->> 'valid_to' AS DATE), DATE '9999-12-31') AS valid_to
    FROM code
    WHERE list = 'rules' AND extra::JSON ->> 'metric' IN ('COV-01', 'COV-02') AND extra::JSON ->> 'operator' = '>='
), levelled AS (
    SELECT r.*, l.code AS level_code, TRY_CAST(regexp_extract(period, '^(\d+) years$', 1) AS INTEGER) AS years,
           TRY_CAST(split_part(period, '/', 1) AS DATE) AS cycle_from, TRY_CAST(split_part(period, '/', 2) AS DATE) AS cycle_to
    FROM rule r JOIN code l ON l.list = 'levels' AND list_contains(string_split(r.groups, '|'), l.extra::JSON ->> 'group')
    WHERE need_hours IS NOT NULL OR need_days IS NOT NULL
), framed AS (
    SELECT d.day, d.quarter, v.rule_code, v.level_code, v.need_hours, v.need_days, v.valid_from, r.since,
           CASE WHEN v.period = 'year' THEN 'year' WHEN v.years IS NOT NULL THEN 'rolling' ELSE 'cycle' END AS span,
           CASE WHEN v.period = 'year' THEN make_date(year(d.day), 1, 1)
                WHEN v.years IS NULL THEN v.cycle_from
                ELSE greatest(CAST(date_trunc('quarter', d.day) + INTERVAL 3 MONTH - to_years(v.years) AS DATE),
                              CAST(date_trunc('quarter', r.since) AS DATE)) END AS window_from,
           v.years, v.cycle_to
    FROM days d CROSS JOIN records r JOIN levelled v ON d.day BETWEEN v.valid_from AND v.valid_to
    WHERE v.period = 'year' OR v.years IS NOT NULL OR d.day BETWEEN v.cycle_from AND v.cycle_to
)
SELECT day, span, level_code, rule_code, quarter, need_hours, need_days, window_from,
       CAST(CASE span WHEN 'year' THEN make_date(year(day), 12, 31) WHEN 'cycle' THEN cycle_to
            ELSE window_from + to_years(years) - INTERVAL 1 DAY END AS DATE) AS window_to,
       greatest(window_from, since) AS recorded_from,
       4 * year(window_from) + quarter(window_from) AS first_quarter
FROM framed
WHERE span <> 'year' OR window_from >= since  -- a year recorded in part only has no verdict
QUALIFY row_number() OVER (PARTITION BY day, span, level_code ORDER BY valid_from DESC, rule_code) = 1
ORDER BY day, span, level_code;
