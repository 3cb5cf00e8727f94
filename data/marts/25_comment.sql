-- What did trainees write in their own words? Names and numbers of persons are masked before (data/names.py, data/accept.py);
-- here also what reaches or tells a person and is no long number: addresses of mail, and five digits of any script
-- (the codes are those of Chinese ones and of full-width signs)
-- with blanks, points or dashes between them. Marks that are not seen, or turn the direction of reading, go.
-- A class of fewer than ten writers (data/policy.toml, survey) keeps only how many they are. Of the others each text stands
-- once, in an order made of its own letters, so nothing leads from it to an answer sheet, a level or a region.
-- grain: class_id, place
CREATE TABLE class_comment AS
WITH written AS (
    SELECT class_id, count(DISTINCT response_id) AS comment_writers FROM acc_comments GROUP BY class_id
), seen AS (
    SELECT class_id, regexp_replace(comment, '\p{Cf}', '', 'g') AS comment FROM acc_comments
), said AS (
    SELECT DISTINCT class_id, regexp_replace(regexp_replace(comment,
        '[A-Za-z0-9._%+-]+\s*[@\x{FF20}]\s*[A-Za-z0-9.-]+', '***', 'g'),
        '[A-Za-z_]*[\p{N}\x{3007}\x{96F6}\x{4E00}\x{4E8C}\x{4E09}\x{56DB}\x{4E94}\x{516D}\x{4E03}\x{516B}\x{4E5D}\x{5E7A}]'
        || '([ \t\x{3000}\p{Pd}._\x{B7}()\x{FF08}\x{FF09}*]{0,4}'
        || '[\p{N}\x{3007}\x{96F6}\x{4E00}\x{4E8C}\x{4E09}\x{56DB}\x{4E94}\x{516D}\x{4E03}\x{516B}\x{4E5D}\x{5E7A}]){4,}'
        || '[Xx\x{FF38}\x{FF58}]?',
        '***', 'g') AS comment
    FROM seen
)
SELECT w.class_id, row_number() OVER (PARTITION BY w.class_id ORDER BY md5(w.class_id || s.comment)) AS place,
       coalesce(s.comment, '') AS comment, CAST(w.comment_writers AS DOUBLE) AS comment_writers
FROM written w LEFT JOIN said s ON s.class_id = w.class_id AND w.comment_writers >= 10
ORDER BY w.class_id, place;
