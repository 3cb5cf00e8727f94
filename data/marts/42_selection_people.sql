-- Was each trainee the right person, once, in person? Judged by the rules in force on the first day of the class.
-- Repeat: completed the same topic and training type earlier in the same calendar year (without a topic: the same
-- programme). Only the later enrolment is one, so no verdict changes with what happens afterwards.
-- Too often: a member of a leading body in more classes of the calendar year than the rule allows.
-- grain: enrollment_id
CREATE TABLE chosen_trainee AS
WITH placed AS (
    SELECT e.enrollment_id, e.class_id, e.cadre_id, e.region_code, e.level_code, e.month, k.train_type, e.start_date, e.end_date,
           e.checked_in, e.completed, k.ended, year(e.start_date) AS year, coalesce(k.topic_code, k.programme_id) AS theme,
           coalesce(k.delivery_mode, 'OFF') = 'OFF' AS off_job, coalesce(e.left_on, e.end_date) AS until,
           coalesce(c.org_id, a.org_id, '') AS org_id, coalesce(c.is_leading_body, FALSE) AS in_leading_body,
           a.nomination_id, a.identity_result, a.proxy_confirmed, a.status = 'PROXY' AS cancelled
    FROM enrolment e
    JOIN dim_class k USING (class_id)
    JOIN acc_enrollments a ON a.class_id = e.class_id AND a.cadre_id = e.cadre_id
    ASOF LEFT JOIN (SELECT cadre_id, valid_from, org_id, is_leading_body FROM acc_cadres) c
      ON c.cadre_id = e.cadre_id AND c.valid_from <= e.start_date
), ranked AS (
    SELECT *,
           count(*) FILTER (completed) OVER (
               PARTITION BY cadre_id, year, train_type, theme ORDER BY start_date, class_id
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) > 0 AS came_before,
           count(*) FILTER (checked_in) OVER (
               PARTITION BY cadre_id, year ORDER BY start_date, class_id ROWS UNBOUNDED PRECEDING) AS times,
           coalesce(max(CASE WHEN checked_in AND off_job THEN until END) OVER (
               PARTITION BY cadre_id ORDER BY start_date, class_id
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) >= start_date AND checked_in AND off_job, FALSE) AS two_places
    FROM placed
), unfit AS (
    SELECT nomination_id, class_id, cadre_id FROM nomination WHERE status = 'ACCEPTED' AND failed
), ruled AS (
    SELECT k.class_id, k.class_id IN (SELECT class_id FROM nomination) AS nominated,
           count(*) FILTER (s.operator = 'flag') > 0 AS repeat_ruled, min(s.most) FILTER (s.operator = '<=') AS most
    FROM dim_class k LEFT JOIN selection_rule s ON k.start_date BETWEEN s.valid_from AND s.valid_to
    GROUP BY ALL
)
SELECT r.*, coalesce(o.org_tier, '') AS org_tier, u.nominated, u.repeat_ruled, u.most,
       u.repeat_ruled AND r.came_before AS repeated,
       EXISTS (FROM unfit f WHERE f.class_id = r.class_id AND (f.nomination_id = r.nomination_id OR f.cadre_id = r.cadre_id)) AS unfit,
       coalesce(r.proxy_confirmed, FALSE) OR r.cancelled AS proxied,
       coalesce(r.identity_result IN ('MATCH', 'MISMATCH'), FALSE) OR coalesce(r.proxy_confirmed, FALSE) OR r.cancelled AS identified,
       coalesce(r.identity_result = 'MISMATCH', FALSE) AS mismatched
FROM ranked r
JOIN ruled u USING (class_id)
LEFT JOIN dim_org o USING (org_id);
