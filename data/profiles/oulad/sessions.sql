-- Each assessment with a due day but the exam is a session of one nominal hour.
SELECT _row,
       id_assessment AS session_id,
       code_module || '-' || code_presentation AS class_id,
       row_number() OVER (PARTITION BY code_module, code_presentation ORDER BY CAST(date AS INTEGER), CAST(id_assessment AS INTEGER)) AS seq,
       make_date(CAST(left(code_presentation, 4) AS INTEGER), CASE right(code_presentation, 1) WHEN 'B' THEN 2 WHEN 'J' THEN 10 END, 1)
           + CAST(date AS INTEGER) AS date,
       1 AS hours,
       assessment_type || ' ' || id_assessment AS title
FROM assessment
WHERE assessment_type <> 'Exam'
