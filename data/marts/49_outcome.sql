-- Did the work of units that sent people change more than that of units on the waiting list? Sums of units, no unit by name.
-- Before is before the class began, after is after it ended; what was measured while it ran counts on neither side. Only
-- units measured every time, so that both sides are the same units throughout. `agreed` is false where the outcome was
-- chosen after the class had begun: then a lucky one may have been picked.
-- grain: class_id, trained, measured_on
CREATE TABLE outcome_unit AS
WITH placed AS (
    SELECT o.class_id, o.org_id, o.trained, o.outcome, o.measured_on, o.value, o.measured_on > k.end_date AS later,
           o.agreed_on <= k.start_date AS agreed
    FROM acc_outcomes o JOIN dim_class k USING (class_id) CROSS JOIN as_of m
    WHERE o.measured_on <= m.as_of AND (o.measured_on < k.start_date OR o.measured_on > k.end_date)
), stepped AS (
    SELECT *, dense_rank() OVER (PARTITION BY class_id ORDER BY measured_on) AS step,
           count(*) OVER (PARTITION BY class_id, org_id) AS times
    FROM placed
)
SELECT * EXCLUDE (times) FROM stepped
QUALIFY times = max(step) OVER (PARTITION BY class_id);

CREATE TABLE mart_outcome AS
SELECT class_id, trained, measured_on, min(outcome) AS outcome, later, CAST(count(*) AS DOUBLE) AS outcome_units,
       sum(value) AS value_sum, sum(value ** 2) AS value_sq
FROM outcome_unit
GROUP BY ALL
ORDER BY class_id, trained, measured_on;

-- Of each unit its mean after less its mean before, and its slope from one measuring to the next before the class.
-- grain: class_id, trained
CREATE TABLE mart_net AS
WITH unit AS (
    SELECT class_id, org_id, trained, avg(value) FILTER (later) - avg(value) FILTER (NOT later) AS change,
           coalesce(regr_slope(value, step) FILTER (NOT later), 0) AS slope, count(*) FILTER (NOT later) AS times_before,
           bool_and(agreed) AS agreed
    FROM outcome_unit GROUP BY ALL
)
SELECT class_id, trained, min(times_before) AS times_before, bool_and(agreed) AS agreed,
       CAST(count(*) AS DOUBLE) AS outcome_units, sum(change) AS change_sum, sum(change ** 2) AS change_sq,
       sum(slope) AS slope_sum, sum(slope ** 2) AS slope_sq
FROM unit
WHERE change IS NOT NULL
GROUP BY class_id, trained
ORDER BY class_id, trained;

DROP TABLE outcome_unit;
