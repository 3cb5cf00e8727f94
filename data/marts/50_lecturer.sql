-- Who was a member of a leading body when, and who of them taught in which month? A teacher is a cadre where the register of
-- teachers names the cadre's number. Members are numbers that mean nothing outside this version.
-- grain: member, valid_from
CREATE TABLE member_number AS
SELECT cadre_id, CAST(row_number() OVER (ORDER BY cadre_id) AS INTEGER) AS member
FROM (SELECT DISTINCT cadre_id FROM acc_cadres WHERE is_leading_body)
WHERE EXISTS (FROM acc_teachers WHERE cadre_id IS NOT NULL);

CREATE TABLE leading_body AS
SELECT n.member, s.valid_from, s.valid_to, s.region_code, s.level_code
FROM acc_cadres c JOIN member_number n USING (cadre_id)
JOIN person_spell s ON s.cadre_id = c.cadre_id AND s.valid_from = c.valid_from
WHERE c.is_leading_body
ORDER BY n.member, s.valid_from;

-- grain: member, month
CREATE TABLE member_lecture AS
SELECT DISTINCT n.member, CAST(date_trunc('month', s.date) AS DATE) AS month
FROM acc_sessions s JOIN acc_teachers t USING (teacher_id) JOIN member_number n ON n.cadre_id = t.cadre_id CROSS JOIN as_of m
WHERE s.date <= m.as_of
ORDER BY month, n.member;

DROP TABLE member_number;
