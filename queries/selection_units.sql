-- Which units put forward people who do not fit or came already?
-- grain: region_code, id
-- parts: id
-- By the twelve months that hold the end of the period, all levels and types, as in unit_seats: of fixed cells none can be
-- subtracted from another. Where one is kept back, the next smallest of its county is too.
SELECT u.org_id AS id, o.org_name, coalesce(o.region_code, '') AS region_code,
       first_pass_rate(first_passed, first_checked) AS first_pass_rate, repeat_rate(repeat_done, repeat_judged) AS repeat_rate,
       sum(first_checked) AS first_checked, sum(repeat_judged) AS repeat_judged
FROM selection_unit u JOIN dim_org o USING (org_id)
WHERE ($regions IS NULL OR list_contains($regions, o.region_code))
  AND floor(date_diff('month', u.month, date_trunc('month', CAST($as_of AS DATE))) / 12)
    = floor(date_diff('month', CAST($date_to AS DATE), date_trunc('month', CAST($as_of AS DATE))) / 12)
GROUP BY u.org_id, o.org_name, o.region_code
ORDER BY region_code, id;
