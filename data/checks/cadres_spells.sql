-- Do two periods of one cadre overlap, or end before they begin? Both ends belong to the period.
-- code: end_before_start, overlapping_spell
-- severity: reject
SELECT _src, _row, 'valid_to' AS field, valid_to AS value, 'end_before_start' AS code
FROM acc_cadres WHERE valid_to < valid_from
UNION ALL
SELECT _src, _row, 'valid_from', valid_from, 'overlapping_spell'
FROM (
    SELECT _src, _row, valid_from,
           max(coalesce(valid_to, DATE '9999-12-31')) OVER (
               PARTITION BY cadre_id ORDER BY valid_from ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
           ) AS before
    FROM acc_cadres
    WHERE valid_to IS NULL OR valid_to >= valid_from
) WHERE before >= valid_from
