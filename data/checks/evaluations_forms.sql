-- Did more people evaluate a class than were there to do so? The answers stay; the class is named once.
-- code: more_forms
-- severity: warn
-- checked: count(DISTINCT class_id) FROM acc_evaluations JOIN enrolment USING (class_id)
WITH asked AS (
    SELECT class_id, count(*) FILTER (checked_in AND (left_on IS NULL OR left_on >= end_date)) AS invited
    FROM enrolment GROUP BY class_id
)
SELECT min(_src) AS _src, arg_min(_row, (_src, _row)) AS _row, 'class_id' AS field, class_id AS value
FROM acc_evaluations v JOIN asked q USING (class_id)
WHERE coalesce(v.rater_role, 'TRN') = 'TRN' AND v.session_id IS NULL
GROUP BY class_id, q.invited
HAVING count(DISTINCT v.response_id) > q.invited
