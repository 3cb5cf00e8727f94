-- Does a replacement lead to a seat of its own class, one replacement a nomination, and never back to itself?
-- code: replaces_other_class, replaced_twice, replacement_loop
-- severity: reject
-- checked: count(replaces_nomination_id) FROM acc_nominations
WITH RECURSIVE link AS (
    SELECT n._src, n._row, n.nomination_id, n.replaces_nomination_id AS before, p.class_id <> n.class_id AS elsewhere,
           row_number() OVER (PARTITION BY n.replaces_nomination_id ORDER BY n._src, n._row) AS place
    FROM acc_nominations n JOIN acc_nominations p ON p.nomination_id = n.replaces_nomination_id
), reached(nomination_id) AS (
    SELECT nomination_id FROM acc_nominations WHERE replaces_nomination_id IS NULL
    UNION
    SELECT l.nomination_id FROM link l JOIN reached r ON r.nomination_id = l.before
)
SELECT _src, _row, 'replaces_nomination_id' AS field, before AS value,
       CASE WHEN elsewhere THEN 'replaces_other_class' WHEN place > 1 THEN 'replaced_twice' ELSE 'replacement_loop' END AS code
FROM link
WHERE elsewhere OR place > 1 OR nomination_id NOT IN (SELECT nomination_id FROM reached)
