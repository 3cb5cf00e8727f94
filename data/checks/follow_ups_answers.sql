-- Do the answers of a form contradict each other?
-- A barrier although it was used, a day of first use although it was not, a first use after the form was handed in.
-- code: used_with_barrier, unused_with_day, used_after_form
-- severity: warn
SELECT _src, _row, d.field, d.value, d.code
FROM acc_follow_ups f, LATERAL (VALUES
    ('barrier_code', CAST(f.barrier_code AS VARCHAR), 'used_with_barrier', f.applied = 'YES' AND f.barrier_code IS NOT NULL),
    ('first_applied_on', CAST(f.first_applied_on AS VARCHAR), 'unused_with_day',
     f.applied IN ('NO', 'NO_OPPORTUNITY') AND f.first_applied_on IS NOT NULL),
    ('first_applied_on', CAST(f.first_applied_on AS VARCHAR), 'used_after_form',
     f.applied IN ('YES', 'PARTLY') AND f.first_applied_on > f.submitted_on)
) AS d(field, value, code, wrong)
WHERE d.wrong
