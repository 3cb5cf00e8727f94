-- Each score given in this run. Scores carried over from an earlier run are left out.
SELECT w._row,
       a.code_module || '-' || a.code_presentation || ':' || w.id_student AS enrollment_id,
       'PAPER' AS kind,
       w.id_assessment AS item_code,
       w.score,
       100 AS max_score,
       make_date(CAST(left(a.code_presentation, 4) AS INTEGER), CASE right(a.code_presentation, 1) WHEN 'B' THEN 2 WHEN 'J' THEN 10 END, 1)
           + CAST(w.date_submitted AS INTEGER) AS taken_on
FROM submission w LEFT JOIN assessment a USING (id_assessment)
WHERE w.is_banked = 'False'
