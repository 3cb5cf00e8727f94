-- Persons become numbers that mean nothing outside this version: no number of a person is published, and counting is faster.
-- grain: cadre_id, valid_from; cadre_id, month, train_type; cadre_id, quarter
CREATE TABLE person AS
SELECT cadre_id AS known, CAST(row_number() OVER (ORDER BY cadre_id) AS INTEGER) AS cadre_id
FROM (SELECT cadre_id FROM person_spell UNION SELECT cadre_id FROM person_completion);

CREATE OR REPLACE TABLE person_spell AS
SELECT p.cadre_id, s.* EXCLUDE (cadre_id) FROM person_spell s JOIN person p ON p.known = s.cadre_id
ORDER BY p.cadre_id, s.valid_from;

CREATE OR REPLACE TABLE person_completion AS
SELECT c.month, p.cadre_id, c.train_type FROM person_completion c JOIN person p ON p.known = c.cadre_id
ORDER BY c.month, p.cadre_id;

CREATE OR REPLACE TABLE credit AS
SELECT p.cadre_id, c.* EXCLUDE (cadre_id) FROM credit c JOIN person p ON p.known = c.cadre_id;

DROP TABLE person;
