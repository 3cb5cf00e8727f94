-- In which months did each cadre complete a class? Counts people, however many classes they took.
-- grain: cadre_id, month, train_type
CREATE TABLE person_completion AS
SELECT DISTINCT e.month, e.cadre_id, k.train_type
FROM enrolment e JOIN dim_class k USING (class_id)
WHERE e.completed
ORDER BY e.month;
