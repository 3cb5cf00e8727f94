-- Where did the seats of one class go?
-- grain: item
-- classes: whole seats_base=checked_in+enrolled
WITH seat AS (
    SELECT seats_given AS seats, seats_idle AS idle, chains AS nominated, withdrawn, lapsed, pending, accepted, no_shows, seats_arrived AS arrived,
           dropped, still_here, seats_completed AS completed, greatest(seats_given, chains) AS seats_base
    FROM selection_class
    WHERE class_id = $class_id AND chains > 0
      AND class_id IN (SELECT class_id FROM selected_classes($allowed, NULL, NULL, NULL, DATE '1900-01-01', DATE '2999-01-01'))
), steps AS (
    UNPIVOT seat ON seats, idle, nominated, withdrawn, lapsed, pending, accepted, no_shows, arrived, dropped, still_here, completed
    INTO NAME item VALUE seats_here
)
SELECT item, seat_share(seats_here, seats_base) AS seat_share, sum(seats_base) AS seats_base
FROM steps
GROUP BY item
ORDER BY item;
