-- Where did the seats go, why were people returned, how long did replacement take, what do the signals of proxies come to?
-- grain: part, item
-- lattice: selection seats_base=seats_given seats_base=nominees returned_all waits observed=arrivals
-- within: flagged=observed confirmed=settled cleared=settled
-- Each seat ends in one place; seats have no level, so with levels chosen the seats somebody was nominated for are the base.
WITH seat AS (
    SELECT sum(s.seats_given) AS seats, sum(s.seats_idle) AS idle, sum(s.chains) AS nominated, sum(s.withdrawn) AS withdrawn,
           sum(s.lapsed) AS lapsed, sum(s.pending) AS pending, sum(s.accepted) AS accepted, sum(s.no_shows) AS no_shows,
           sum(s.seats_arrived) AS arrived, sum(s.dropped) AS dropped, sum(s.still_here) AS still_here,
           sum(s.seats_completed) AS completed, greatest(sum(s.seats_given), sum(s.chains)) AS seats_base
    FROM selection_month s
    WHERE in_scope(month, region_code, level_code, train_type, $regions, $levels, $types, $date_from, $date_to)
    HAVING sum(s.chains) > 0
), steps AS (
    UNPIVOT seat ON seats, idle, nominated, withdrawn, lapsed, pending, accepted, no_shows, arrived, dropped, still_here, completed
    INTO NAME item VALUE seats_here
), reasons AS (
    SELECT return_reason AS item, sum(returned_for) AS returned_for, sum(sum(returned_for)) OVER () AS returned_all
    FROM selection_reason
    WHERE in_scope(month, region_code, level_code, train_type, $regions, $levels, $types, $date_from, $date_to)
    GROUP BY return_reason
), waits AS (
    SELECT days, filled, given_up FROM selection_wait
    WHERE in_scope(month, region_code, level_code, train_type, $regions, $levels, $types, $date_from, $date_to)
), spans AS (
    SELECT s.item, coalesce(sum(CASE WHEN s.item = 'never' THEN w.given_up WHEN w.days BETWEEN s.low AND s.high THEN w.filled END), 0)
               AS waited, sum(w.filled + w.given_up) AS waits
    FROM (VALUES ('d3', 0, 3), ('d7', 4, 7), ('d14', 8, 14), ('d21', 15, 21), ('later', 22, 100000), ('never', 0, -1)) s(item, low, high)
    CROSS JOIN waits w GROUP BY s.item
), signals AS (
    SELECT signal AS item, sum(observed) AS observed, sum(flagged) AS flagged, sum(confirmed) AS confirmed,
           sum(cleared) AS cleared, sum(confirmed + cleared) AS settled
    FROM selection_signal
    WHERE in_scope(month, region_code, level_code, train_type, $regions, $levels, $types, $date_from, $date_to)
    GROUP BY signal
), rows AS (
    SELECT 'seat' AS part, * FROM steps
    UNION ALL BY NAME SELECT 'reason' AS part, * FROM reasons
    UNION ALL BY NAME SELECT 'wait' AS part, * FROM spans
    UNION ALL BY NAME SELECT 'signal' AS part, * FROM signals
)
SELECT part, item,
       seat_share(seats_here, seats_base) AS seat_share, reason_share(returned_for, returned_all) AS reason_share,
       wait_share(waited, waits) AS wait_share, signal_rate(flagged, observed) AS signal_rate,
       signal_precision(confirmed, settled) AS signal_precision,
       sum(seats_base) AS seats_base, sum(returned_all) AS returned_all, sum(waits) AS waits, sum(observed) AS observed,
       sum(settled) AS settled, sum(flagged) AS flagged, sum(confirmed) AS confirmed, sum(cleared) AS cleared
FROM rows
GROUP BY part, item
ORDER BY part, item;
