-- How do the groups of raters judge one class, and how far from trainees does each group stand in like classes of the year before?
-- grain: rater_role
-- classes: whole rater_answers=ov_count
-- needs: mart_rater
-- One follower or expert rates a class, rarely more: what one person said is kept back, the gap over like classes is not. These
-- are a fixed set, all of the calendar year before: of two sets that differ by a class the gap of that class would be told.
WITH this AS (
    SELECT * FROM selected_classes($allowed, NULL, NULL, NULL, DATE '1900-01-01', DATE '2999-01-01') WHERE class_id = $class_id
), near AS (
    SELECT r.*
    FROM mart_rater r JOIN dim_class k USING (class_id) JOIN this t
      ON k.train_type = t.train_type AND year(k.start_date) = year(t.start_date) - 1
), gaps AS (
    SELECT r.rater_role, r.rater_answers, r.rater_sum / r.rater_answers - own.rater_sum / own.rater_answers AS gap
    FROM near r JOIN near own ON own.class_id = r.class_id AND own.rater_role = 'TRN'
    WHERE r.rater_role <> 'TRN' AND own.rater_answers >= $answers
), gathered AS (
    SELECT rater_role, sum(gap) AS gap_sum, sum(gap ** 2) AS gap_sq, CAST(count(*) AS DOUBLE) AS gap_classes, sum(rater_answers) AS gap_answers
    FROM gaps GROUP BY rater_role HAVING count(*) >= $classes
), said AS (
    SELECT rater_role, rater_sum, rater_answers FROM mart_rater JOIN this USING (class_id)
)
SELECT coalesce(s.rater_role, g.rater_role) AS rater_role,
       rater_score(rater_sum, rater_answers) AS rater_score,
       rater_gap(gap_sum, gap_classes, gap_answers) AS rater_gap,
       rater_gap_spread(gap_sum, gap_sq, gap_classes, gap_answers) AS rater_gap_spread,
       sum(rater_answers) AS rater_answers, sum(gap_answers) AS gap_answers, sum(gap_classes) AS peer_classes
FROM said s FULL JOIN gathered g ON g.rater_role = s.rater_role
GROUP BY ALL
ORDER BY rater_role;
