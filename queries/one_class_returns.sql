-- For which conditions were nominees of one class sent back?
-- grain: return_reason
-- classes: whole decided_here=checked_in+enrolled
-- needs: class_return
-- '*' is all of them; a reason stands there only if it was given. Who was not sent back is in the class.
SELECT return_reason, return_part(returned_here, decided_here) AS return_part, sum(decided_here) AS decided_here
FROM class_return
WHERE class_id = $class_id
  AND class_id IN (SELECT class_id FROM selected_classes($allowed, NULL, NULL, NULL, DATE '1900-01-01', DATE '2999-01-01'))
GROUP BY return_reason
ORDER BY return_reason;
