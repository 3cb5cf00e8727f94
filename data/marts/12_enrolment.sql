-- At which level and from which region did each trainee come, on the day the class started?
-- The dated register decides; the enrolment row only where the register is silent.
-- grain: enrollment_id
CREATE TABLE enrolment AS
SELECT coalesce(e.enrollment_id, e.class_id || ':' || e.cadre_id) AS enrollment_id, e.class_id, e.cadre_id,
       coalesce(CASE WHEN s.valid_to >= k.start_date THEN s.level_code END, e.level_code, '') AS level_code,
       coalesce(CASE WHEN s.valid_to >= k.start_date THEN nullif(s.region_code, '') END, e.region_code, o.region_code, '') AS region_code,
       e.status, e.status <> 'NOSHOW' AS checked_in, e.status = 'DONE' AS completed, e.left_on,
       e.credited_hours, e.final_result, k.start_date, k.end_date, k.month
FROM acc_enrollments e
JOIN dim_class k USING (class_id)
LEFT JOIN acc_org_units o ON o.org_id = e.org_id
ASOF LEFT JOIN person_spell s ON s.cadre_id = e.cadre_id AND s.valid_from <= k.start_date
ORDER BY k.start_date, e.class_id;
