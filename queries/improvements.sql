-- Did the aspect an improvement aimed at rise in the later class, and did those left alone?
-- grain: class_id, later_id, dimension_code
-- Classes of which answers on an aspect are kept back are as if too few had answered.
WITH seen AS (
    SELECT class_id FROM selected_classes($allowed, NULL, NULL, NULL, DATE '1900-01-01', DATE '2999-01-01')
), wanted AS MATERIALIZED (
    SELECT i.* FROM mart_improvement i
    JOIN selected_classes($regions, $hosts, $levels, $types, $date_from, $date_to) k USING (class_id)
    WHERE i.done AND i.later_id IN (SELECT class_id FROM seen) AND i.dimension_code IN ('PD', 'PI', 'PM', 'PE')
), sums AS MATERIALIZED (
    SELECT class_id, pd_positive, pi_positive, pm_positive, pe_positive, pd_count, pi_count, pm_count, pe_count
    FROM class_sum WHERE class_id IN (SELECT class_id FROM wanted UNION ALL SELECT later_id FROM wanted)
), said AS (
    UNPIVOT (SELECT class_id, pd_positive AS PD, pi_positive AS PI, pm_positive AS PM, pe_positive AS PE FROM sums)
    ON PD, PI, PM, PE INTO NAME dimension VALUE positive
), asked AS (
    UNPIVOT (SELECT class_id, pd_count AS PD, pi_count AS PI, pm_count AS PM, pe_count AS PE FROM sums)
    ON PD, PI, PM, PE INTO NAME dimension VALUE n
), answer AS (
    SELECT class_id, dimension, positive, n,
           CASE WHEN class_id IN (SELECT unnest(CAST($unjudged AS VARCHAR[]))) THEN $few - 1 END AS most
    FROM said JOIN asked USING (class_id, dimension)
), pair AS (
    SELECT i.class_id, i.later_id, i.dimension_code, a.dimension = i.dimension_code AS aimed,
           a.positive AS before_p, a.n AS before_n, b.positive AS after_p, b.n AS after_n,
           a.most AS before_most, b.most AS after_most
    FROM wanted i
    JOIN answer a ON a.class_id = i.class_id JOIN answer b ON b.class_id = i.later_id AND b.dimension = a.dimension
)
SELECT p.class_id, p.later_id, p.dimension_code, k.title, k.run_no,
       target_before(before_p * CAST(aimed AS INTEGER), before_n * CAST(aimed AS INTEGER)) AS target_before,
       target_after(after_p * CAST(aimed AS INTEGER), after_n * CAST(aimed AS INTEGER)) AS target_after,
       others_before(before_p * CAST(NOT aimed AS INTEGER), before_n * CAST(NOT aimed AS INTEGER)) AS others_before,
       others_after(after_p * CAST(NOT aimed AS INTEGER), after_n * CAST(NOT aimed AS INTEGER)) AS others_after,
       least(sum(before_n) FILTER (aimed), any_value(before_most)) AS before_count,
       least(sum(after_n) FILTER (aimed), any_value(after_most)) AS after_count,
       least(sum(before_n) FILTER (NOT aimed), any_value(before_most)) AS others_before_count,
       least(sum(after_n) FILTER (NOT aimed), any_value(after_most)) AS others_after_count
FROM pair p JOIN dim_class k ON k.class_id = p.later_id
GROUP BY ALL
ORDER BY p.class_id, p.later_id, p.dimension_code;
