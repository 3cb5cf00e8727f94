-- Which runs of the programme had the same questionnaire as this class?
-- grain: class_id
-- needs: mart_form
WITH seen AS (
    SELECT * FROM selected_classes($allowed, NULL, NULL, NULL, DATE '1900-01-01', DATE '2999-01-01')
)
SELECT k.class_id, coalesce(f.form = (SELECT form FROM mart_form WHERE class_id = $class_id), TRUE) AS same_form
FROM seen k JOIN mart_form f USING (class_id)
WHERE k.programme_id = (SELECT programme_id FROM seen WHERE class_id = $class_id)
ORDER BY k.class_id;
