-- Are the right people sent: in all, by organ tier, by city and by county?
-- grain: slice, cut, city_code, code
-- lattice: selection; tiers
-- parts: code
-- people: chains, arrived
-- within: returned=decided unfit=targeted repeated=targeted proxied=targeted
-- A city's own organs are a county row without a code of their own.
WITH chosen AS ( -- summed before each row stands in four cuts
    SELECT CASE WHEN month >= $date_from THEN 'now' ELSE 'before' END AS slice, region_code, org_tier,
           sum(COLUMNS(s.* EXCLUDE (month, train_type, region_code, level_code, org_tier))) AS "\0"
    FROM selection_month s
    WHERE in_scope(month, region_code, level_code, train_type, $regions, $levels, $types, coalesce($before_from, $date_from), $date_to)
      AND (month >= $date_from OR month <= $before_to)
    GROUP BY ALL
), waiting AS (
    SELECT CASE WHEN month >= $date_from THEN 'now' ELSE 'before' END AS slice, region_code, org_tier, days,
           sum(filled) AS filled, sum(given_up) AS given_up
    FROM selection_wait s
    WHERE in_scope(month, region_code, level_code, train_type, $regions, $levels, $types, coalesce($before_from, $date_from), $date_to)
      AND (month >= $date_from OR month <= $before_to)
    GROUP BY ALL
), place AS (
    SELECT r.code AS region_code, r.city_code, r.depth FROM dim_region r UNION ALL SELECT '', '', 0
), cut AS ( -- which row of each cut a place and tier stands in
    SELECT p.region_code, t.org_tier, c.cut, CASE WHEN c.cut = 'county' THEN p.city_code ELSE '' END AS city_code,
           CASE c.cut WHEN 'all' THEN '*' WHEN 'tier' THEN t.org_tier WHEN 'city' THEN p.city_code
           ELSE CASE WHEN p.depth = 2 THEN p.region_code ELSE p.city_code || '-' END END AS code
    FROM place p CROSS JOIN (SELECT DISTINCT org_tier FROM chosen UNION SELECT org_tier FROM waiting) t
    CROSS JOIN (VALUES ('all'), ('tier'), ('city'), ('county')) c(cut)
    WHERE (c.cut <> 'tier' OR t.org_tier <> '' AND $types IS NULL) AND (c.cut <> 'city' OR p.city_code <> '')
      AND (c.cut <> 'county' OR p.depth IN (1, 2))
), placed AS (
    SELECT k.cut, k.city_code, k.code, c.* FROM chosen c JOIN cut k USING (region_code, org_tier)
), days AS (
    SELECT w.slice, k.cut, k.city_code, k.code, w.days, sum(w.filled) AS filled, sum(w.filled + w.given_up) AS ended
    FROM waiting w JOIN cut k USING (region_code, org_tier)
    GROUP BY ALL
), risk AS (
    SELECT *, sum(ended) OVER (PARTITION BY slice, cut, city_code, code ORDER BY days DESC) AS at_risk FROM days
), kept AS ( -- the share still waiting after each day; nobody left waiting is written as next to nothing, for the logarithm
    SELECT slice, cut, city_code, code, days, ended,
           exp(sum(ln(greatest(1 - filled / at_risk, 1e-12))) OVER (PARTITION BY slice, cut, city_code, code ORDER BY days)) AS left_over
    FROM risk
), waited AS (
    SELECT slice, cut, city_code, code, min(days) FILTER (left_over <= 0.5 + 1e-9) AS wait_days, sum(ended) AS waits FROM kept GROUP BY ALL
)
SELECT slice, cut, city_code, code,
       first_pass_rate(first_passed, first_checked) AS first_pass_rate,
       return_rate(returned, decided) AS return_rate,
       check_coverage(fully_checked, nominations) AS check_coverage,
       replacement_rate(replaced_in_time, to_replace) AS replacement_rate,
       replacement_days(wait_days) AS replacement_days,
       fill_rate(seats_arrived, seats_given) AS fill_rate,
       no_show_rate(no_shows, accepted) AS no_show_rate,
       targeting_accuracy(off_target, targeted) AS targeting_accuracy,
       repeat_rate(repeat_done, repeat_judged) AS repeat_rate,
       over_cap_rate(over_cap, cap_judged) AS over_cap_rate,
       proxy_rate(proxies, identity_checked) AS proxy_rate,
       identity_coverage(identity_checked, arrived) AS identity_coverage,
       sum(first_checked) AS first_checked, sum(decided) AS decided, sum(nominations) AS nominations,
       sum(to_replace) AS to_replace, max(waits) AS waits, sum(seats_given) AS seats_given, sum(accepted) AS accepted,
       sum(targeted) AS targeted, sum(repeat_judged) AS repeat_judged, sum(cap_judged) AS cap_judged,
       sum(identity_checked) AS identity_checked, sum(arrived) AS arrived, sum(chains) AS chains,
       sum(unfit) AS unfit, sum(repeated) AS repeated, sum(proxied) AS proxied, sum(returned) AS returned
FROM placed LEFT JOIN waited USING (slice, cut, city_code, code)
GROUP BY slice, cut, city_code, code
ORDER BY slice, cut, city_code, code;
