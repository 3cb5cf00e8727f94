-- Who handed in what was due while registered: by the due day present, after it late, never absent; a result
-- carried over from an earlier run is no record of this one.
SELECT a.id_assessment AS session_id,
       a.code_module || '-' || a.code_presentation || ':' || r.id_student AS enrollment_id,
       CASE WHEN w.id_student IS NULL THEN 'A'
            WHEN w.is_banked = 'True' THEN 'N'
            WHEN CAST(w.date_submitted AS DOUBLE) <= CAST(a.date AS DOUBLE) THEN 'P'
            ELSE 'L' END AS status
FROM registration r
JOIN assessment a USING (code_module, code_presentation)
LEFT JOIN submission w ON w.id_assessment = a.id_assessment AND w.id_student = r.id_student
WHERE a.assessment_type <> 'Exam'
  AND (r.date_unregistration IS NULL OR CAST(a.date AS DOUBLE) < CAST(r.date_unregistration AS DOUBLE))
