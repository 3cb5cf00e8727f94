-- Each answer to one of the questions named here, of respondents who chose an event of the list.
WITH question (item_code, dimension_code, scale_max) AS (
    VALUES ('InformationReasonableTime', 'PD', 5), ('Material', 'PD', 5),
           ('TrainersClearAnswers', 'PI', 5), ('TrainersConsiderate', 'PI', 5),
           ('TrainersCommunicators', 'PI', 5), ('TrainersEnthusiastic', 'PI', 5),
           ('AtmosphereWelcoming', 'PM', 5), ('LearnedSkills', 'PE', 5), ('Worth', 'OV', 5), ('LikelyToRecommend', 'RC', 10)
), scale (answer, points) AS (
    VALUES ('Strongly Disagree', 1), ('Disagree', 2), ('Neither Agree nor Disagree', 3), ('Agree', 4), ('Strongly Agree', 5),
           ('Never', 1), ('Rarely', 2), ('Sometimes', 3), ('Often', 4), ('All of the time', 5)
), answered AS (
    UNPIVOT (FROM post WHERE MemberSite IS NOT NULL AND MemberSite NOT LIKE 'My training event%')
    ON InformationReasonableTime, Material, TrainersClearAnswers, TrainersConsiderate, TrainersCommunicators,
       TrainersEnthusiastic, AtmosphereWelcoming, LearnedSkills, Worth, LikelyToRecommend
    INTO NAME item_code VALUE answer
)
SELECT CAST(a._row AS VARCHAR) AS response_id,
       trim(regexp_replace(lower(a.MemberSite), '[^a-z0-9]+', '-', 'g'), '-') AS class_id,
       'TRN' AS rater_role,
       CAST(strptime(a."Date", '%m/%d/%y %H:%M') AS DATE) AS submitted_on,
       a.item_code, q.dimension_code,
       coalesce(CAST(s.points AS VARCHAR), a.answer) AS score,
       q.scale_max
FROM answered a JOIN question q USING (item_code) LEFT JOIN scale s USING (answer)
ORDER BY a._row, a.item_code
