-- Each student in a presentation. Withdrawn on or before day 0 is a student who never came; day d of leaving
-- is the first day away, so the last day in class is d - 1.
SELECT s._row,
       s.code_module || '-' || s.code_presentation || ':' || s.id_student AS enrollment_id,
       s.code_module || '-' || s.code_presentation AS class_id,
       s.id_student AS cadre_id,
       s.highest_education AS level_code,
       s.region AS region_code,
       CASE WHEN s.final_result IN ('Pass', 'Distinction') THEN 'DONE'
            WHEN s.final_result = 'Fail' THEN 'INCOMPLETE'
            WHEN s.final_result = 'Withdrawn' AND CAST(r.date_unregistration AS DOUBLE) <= 0 THEN 'NOSHOW'
            WHEN s.final_result = 'Withdrawn' THEN 'WITHDRAWN' END AS status,
       make_date(CAST(left(s.code_presentation, 4) AS INTEGER), CASE right(s.code_presentation, 1) WHEN 'B' THEN 2 WHEN 'J' THEN 10 END, 1)
           + CAST(CAST(r.date_unregistration AS DOUBLE) AS INTEGER) - 1 AS left_on,
       CASE s.final_result WHEN 'Distinction' THEN 'EX' WHEN 'Pass' THEN 'PASS' WHEN 'Fail' THEN 'FAIL' WHEN 'Withdrawn' THEN 'NA' END
           AS final_result
FROM student s LEFT JOIN registration r USING (code_module, code_presentation, id_student)
