-- Which share of the teaching hours was each trainee in the room?
-- A person over many sessions is one observation; no-shows and days after leaving do not count;
-- sessions without a record do not count either, they lower the record rate instead.
-- Leave is held against all hours of the class, whether recorded or not: those it was to have or, where it does not say, those of
-- its sessions once there is one on its last day. Absence without leave is no leave.
-- Shares are summed as decimals: of fractions the sum depends on the order of rows, by a little.
-- month: attendance
-- grain: class_id, region_code, level_code
CREATE TABLE person_attendance AS
SELECT e.enrollment_id, e.class_id, e.region_code, e.level_code, e.completed,
       CAST(sum(round(60 * s.hours)) AS BIGINT) AS planned_minutes,
       CAST(sum(CASE
           WHEN c.credit = 1 THEN round(60 * s.hours)
           WHEN c.credit IS NULL THEN greatest(0, round(60 * s.hours) - coalesce(a.minutes_lost, 0))
           ELSE 0 END) AS BIGINT) AS attended_minutes,
       CAST(coalesce(sum(round(60 * s.hours)) FILTER (a.status = 'V'), 0) AS BIGINT) AS leave_minutes,
       CAST(coalesce(sum(round(60 * s.hours)) FILTER (a.status = 'A'), 0) AS BIGINT) AS absent_minutes,
       count(*) AS recorded
FROM acc_attendance a
JOIN acc_sessions s USING (session_id)
JOIN enrolment e USING (enrollment_id)
JOIN attendance_credit c ON c.status = a.status
WHERE e.checked_in AND (e.left_on IS NULL OR s.date <= e.left_on)
GROUP BY ALL;

CREATE TABLE mart_attendance AS
WITH expected AS (
    SELECT e.class_id, e.region_code, e.level_code, count(*) AS expected
    FROM enrolment e JOIN acc_sessions s ON s.class_id = e.class_id
    WHERE e.checked_in AND (e.left_on IS NULL OR s.date <= e.left_on)
      AND e.class_id IN (SELECT class_id FROM person_attendance)
    GROUP BY ALL
), allowed AS (
    SELECT k.class_id, round(60 * k.leave_limit * coalesce(
               nullif(k.scheduled_hours, 0), CASE WHEN max(s.date) >= k.end_date THEN sum(s.hours) END), 6) AS leave_most
    FROM dim_class k JOIN acc_sessions s USING (class_id)
    GROUP BY k.class_id, k.leave_limit, k.scheduled_hours, k.end_date
), attended AS (
    SELECT class_id, region_code, level_code, count(*) AS attendees,
           sum(planned_minutes) AS planned_minutes, sum(attended_minutes) AS attended_minutes,
           sum(CAST(attended_minutes / nullif(planned_minutes, 0) AS DECIMAL(18, 12))) AS share_sum,
           sum(CAST((attended_minutes / nullif(planned_minutes, 0)) ** 2 AS DECIMAL(18, 12))) AS share_sq,
           sum(recorded) AS recorded,
           sum(absent_minutes) AS absent_minutes,
           count(*) FILTER (absent_minutes > 0) AS absentees,
           count(leave_most) AS leave_judged,
           count(*) FILTER (leave_minutes > leave_most) AS leave_over,
           count(*) FILTER (leave_minutes > leave_most AND completed) AS leave_passed
    FROM person_attendance JOIN allowed USING (class_id) WHERE planned_minutes > 0 GROUP BY ALL
)
SELECT x.class_id, x.region_code, x.level_code, a.* EXCLUDE (class_id, region_code, level_code), x.expected
FROM expected x LEFT JOIN attended a USING (class_id, region_code, level_code);

DROP TABLE person_attendance;
