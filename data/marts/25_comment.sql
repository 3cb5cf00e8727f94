-- What did trainees write in their own words? Names and numbers of persons are masked before (data/names.py, data/accept.py).
-- A class of fewer than ten writers (data/policy.toml, survey) keeps only how many they are. Of the others each text stands
-- once, in an order made of its own letters, so nothing leads from it to an answer sheet, a level or a region.
-- grain: class_id, place
CREATE TABLE class_comment AS
WITH written AS (
    SELECT class_id, count(DISTINCT response_id) AS comment_writers FROM acc_comments GROUP BY class_id
), said AS (
    SELECT DISTINCT class_id, comment FROM acc_comments
)
SELECT w.class_id, row_number() OVER (PARTITION BY w.class_id ORDER BY md5(w.class_id || s.comment)) AS place,
       coalesce(s.comment, '') AS comment, CAST(w.comment_writers AS DOUBLE) AS comment_writers
FROM written w LEFT JOIN said s ON s.class_id = w.class_id AND w.comment_writers >= 10
ORDER BY w.class_id, place;
