"""How each record kind is said in its source file: SQL over the tables of integers."""

from __future__ import annotations

from data.demo.courses import FIELDS, TYPES
from data.demo.needs import CHANNELS
from data.demo.opinions import ITEMS, NEW_FORM, ROLES
from data.demo.outcomes import OUTCOME
from data.demo.presence import ENROLMENT, RESULTS, STATUS
from data.demo.problems import CATEGORIES, DIMENSIONS, FINDERS
from data.demo.selection import CHECKS, IDENTITY, REASONS
from data.demo.selection import STATUS as NOMINATED
from data.demo.transfer import APPLIED


def _pick(values: tuple[str, ...], index: str) -> str:
    """The code at an index from 0; NULL below."""
    return f"[{', '.join(repr(v) for v in values)}][({index} + 1)::INTEGER]"


_ENROLLED = "k.id || '-' || lpad(e.no::VARCHAR, 3, '0')"
_SESSION = "k.id || '-S' || lpad(s.seq::VARCHAR, 2, '0')"
_CADRE = "'G' || lpad({0}::VARCHAR, 7, '0')"
_ITEM = "CASE WHEN {0} >= 0 THEN 'PL' || lpad({0}::VARCHAR, 6, '0') END"
_TEACHER = "'J' || lpad({0}::VARCHAR, 5, '0')"
_BASE = "'D' || lpad(({0} + 1)::VARCHAR, 3, '0')"
_ISSUE = "'W' || lpad(({0} + 1)::VARCHAR, 6, '0')"
_NOMINATION = "'N' || lpad({0}::VARCHAR, 7, '0')"
_ORG = "'U' || lpad({0}::VARCHAR, 5, '0')"

KINDS = {
    "org_units": f"""
        SELECT {_ORG.format("i")} AS org_id, name AS org_name, 'O' || tier AS org_tier, region AS region_code
        FROM org_units ORDER BY i""",
    "classes": f"""
        SELECT i, id AS class_id, title, run AS run_no, programme AS programme_id, type AS train_type,
               'OFF' AS delivery_mode, topic AS topic_code, host_name, host_type, host_region,
               on_day(start) AS start_date, on_day("end") AS end_date, days,
               scheduled::INTEGER AS scheduled_hours, seats,
               main::INTEGER AS is_main_class, {_ITEM.format("item")} AS plan_item_id
        FROM classes""",
    "plan_items": f"""
        SELECT i, {_ITEM.format("i")} AS plan_item_id, year, title, type AS train_type, organiser::VARCHAR AS region_code,
               runs AS planned_runs, on_day(start) AS planned_start, on_day(approved) AS approved_on
        FROM plan_items""",
    "cadres": f"""
        SELECT c.i, {_CADRE.format("cadre")} AS cadre_id, on_day(frm) AS valid_from, on_day("to") AS valid_to,
               {_ORG.format("org")} AS org_id, 'B' || level AS level_code, u.region AS region_code,
               on_day(report) AS recruit_report_date, on_day(ends) AS probation_end_date, on_day(post) AS current_post_date,
               (l.lead AND (level <= 3 OR level = 4 AND u.tier = 4))::INTEGER AS is_leading_body
        FROM cadres c JOIN org_units u ON u.i = c.org JOIN cadre_dates d ON d.i = c.i JOIN leaders l ON l.i = c.cadre""",
    "enrollments": f"""
        SELECT e.i, {_ENROLLED} AS enrollment_id, k.id AS class_id, {_CADRE.format("cadre")} AS cadre_id,
               {_ORG.format("org")} AS org_id, {_pick(ENROLMENT, "status")} AS status,
               CASE WHEN status = 0 THEN on_day(k."end") END AS completed_on, on_day("left") AS left_on,
               CASE WHEN NOT isnan(credited) THEN credited END AS credited_hours,
               {_pick(RESULTS, "CASE WHEN result >= 0 THEN result END")} AS final_result,
               {_NOMINATION.format("p.nom")} AS nomination_id,
               {_pick(IDENTITY, "CASE WHEN p.identity >= 0 THEN p.identity END")} AS identity_result,
               CASE WHEN p.proxy >= 0 THEN p.proxy END AS proxy_confirmed
        FROM enrollments e JOIN classes k ON k.i = e.cls JOIN picked p ON p.i = e.i""",
    "nominations": f"""
        SELECT n.i, {_NOMINATION.format("n.i")} AS nomination_id, k.id AS class_id, {_CADRE.format("cadre")} AS cadre_id,
               {_ORG.format("org")} AS org_id,
               CASE WHEN before >= 0 THEN {_NOMINATION.format("before")} END AS replaces_nomination_id,
               on_day(made) AS nominated_at, on_day(decided) AS decided_at, {_pick(NOMINATED, "status")} AS status,
               {_pick(REASONS, "CASE WHEN why >= 0 AND status IN (1, 2) THEN why END")} AS return_reason,
               CASE WHEN status IN (1, 2) THEN on_day(decided) END AS returned_at,
               CASE WHEN status IN (1, 2) THEN on_day(decided + 14) END AS replacement_due_at
        FROM nominations n JOIN classes k ON k.i = n.cls""",
    "quotas": f"""
        SELECT q.i, k.id AS class_id, {_ORG.format("org")} AS org_id, q.seats FROM quotas q JOIN classes k ON k.i = q.cls""",
    "sessions": f"""
        SELECT s.i, {_SESSION} AS session_id, k.id AS class_id, seq, on_day(date) AS date, hours,
               s.title, method AS method_code, module AS module_code, ethics AS has_ethics,
               {_TEACHER.format("teacher")} AS teacher_id, CASE WHEN base >= 0 THEN {_BASE.format("base")} END AS base_id
        FROM sessions s JOIN classes k ON k.i = s.cls
        WHERE held""",
    "teachers": f"""
        SELECT t.i, {_TEACHER.format("t.i")} AS teacher_id, {_pick(TYPES, "type")} AS teacher_type,
               (type = 0)::INTEGER AS is_leading_cadre, CASE WHEN type = 0 THEN {_CADRE.format("m.cadre")} END AS cadre_id
        FROM teachers t LEFT JOIN (
            SELECT c.cadre, row_number() OVER (ORDER BY (c.cadre * 7919) % 104729) - 1 AS place
            FROM cadres c JOIN leaders l ON l.i = c.cadre WHERE l.lead AND c.level <= 3 GROUP BY c.cadre
        ) m ON m.place = t.i""",
    "site_bases": f"""
        SELECT i, {_BASE.format("i")} AS base_id, name AS base_name, {_pick(FIELDS, "field")} AS field_code,
               region AS region_code, on_day(opened) AS opened_on, NULL::DATE AS closed_on,
               on_day(reviewed) AS last_review_on
        FROM site_bases""",
    "issues": f"""
        SELECT q.i, {_ISSUE.format("q.i")} AS issue_id, k.id AS class_id, on_day(found) AS found_on,
               {_pick(FINDERS, "role")} AS found_by_role, {_pick(CATEGORIES, "category")} AS category, severity,
               CASE WHEN base >= 0 THEN {_BASE.format("base")} END AS base_id, on_day(due) AS due_on,
               on_day(closed) AS closed_on, CASE WHEN closed > 0 THEN evidence END AS has_evidence,
               CASE WHEN again >= 0 THEN {_ISSUE.format("again")} END AS recurrence_of
        FROM issues q JOIN classes k ON k.i = q.cls""",
    "actions": f"""
        SELECT a.i, 'A' || lpad((a.i + 1)::VARCHAR, 5, '0') AS action_id, {_ISSUE.format("issue")} AS issue_id,
               {_pick(DIMENSIONS, "CASE WHEN aim >= 0 THEN aim END")} AS target_dimension,
               on_day(due) AS due_on, on_day(done) AS done_on, k.id AS verified_in_class_id
        FROM actions a LEFT JOIN classes k ON k.i = a.later""",
    "comments": """
        SELECT c.i, lower(lpad(to_hex(c.id), 16, '0')) AS response_id, k.id AS class_id, c.comment
        FROM comments c JOIN classes k ON k.i = c.cls""",
    "follow_ups": f"""
        SELECT f.i, {_ENROLLED} || '-' || ['W1', 'W2'][wave + 1] || ['T', 'S'][role + 1] AS followup_id,
               {_ENROLLED} AS enrollment_id, k.id AS class_id, ['W1', 'W2'][wave + 1] AS wave,
               ['TRN', 'SUP'][role + 1] AS rater_role, on_day(due) AS due_on, on_day(sent) AS submitted_on,
               {_pick(APPLIED, "CASE WHEN applied >= 0 THEN applied END")} AS applied,
               on_day("first") AS first_applied_on,
               CASE WHEN barrier > 0 THEN 'X' || barrier END AS barrier_code,
               nullif(support, 0) AS supervisor_support, nullif(behaviour, 0) AS behaviour_score
        FROM follow_ups f JOIN enrollments e ON e.i = f.enr JOIN classes k ON k.i = e.cls""",
    "assessments": f"""
        SELECT t.i, {_ENROLLED} AS enrollment_id, ['PRE', 'POST', 'DELAYED'][t.kind + 1] AS kind,
               k.programme || '-A' AS item_code, score, 100 AS max_score, on_day(date) AS taken_on
        FROM assessments t JOIN enrollments e ON e.i = t.enr JOIN classes k ON k.i = e.cls""",
    "needs": f"""
        SELECT n.i, 'N' || lpad(n.i::VARCHAR, 6, '0') AS need_id, 'DY' || survey AS survey_id,
               {_pick(CHANNELS, "channel")} AS channel_code, {_ORG.format("org")} AS org_id, u.region AS region_code,
               'B' || level AS level_code, topic AS topic_code, importance, ability AS current_ability,
               people AS headcount, on_day(date) AS collected_on, {_ITEM.format("item")} AS plan_item_id
        FROM needs n JOIN org_units u ON u.i = n.org""",
    "outcomes": f"""
        SELECT o.i, k.id AS class_id, {_ORG.format("org")} AS org_id, trained, '{OUTCOME}' AS outcome,
               on_day(agreed) AS agreed_on, on_day(day) AS measured_on, value
        FROM outcomes o JOIN classes k ON k.i = o.cls""",
    "hours_ledger": f"""
        SELECT i, 'H' || lpad(i::VARCHAR, 8, '0') AS entry_id, {_CADRE.format("cadre")} AS cadre_id,
               NULL::VARCHAR AS source_class_id, on_day(frm) AS date_from, on_day("to") AS date_to,
               ['OFFJOB', 'RECOGNISED', 'ONLINE'][kind + 1] AS kind, hours, recognised
        FROM hours_ledger""",
}

ROLLS = f"""
    SELECT {_SESSION} AS session_id, {_ENROLLED} AS enrollment_id,
           {_pick(STATUS, "a.status")} AS status, CASE WHEN a.status IN (1, 2) THEN lost END AS minutes_lost
    FROM attendance a JOIN sessions s ON s.i = a.ses
    JOIN enrollments e ON e.i = a.enr JOIN classes k ON k.i = e.cls
    ORDER BY a.i"""

JUDGED = f"""
    SELECT {_NOMINATION.format("nom")} AS nomination_id, {_pick(CHECKS, "code")} AS check_code,
           ['PASS', 'FAIL', 'WAIVED'][result + 1] AS result, on_day(date) AS checked_at,
           CASE WHEN result = 2 THEN '组干教〔' || year(on_day(date)) || '〕' || (1 + c.i % 90) || '号' END AS waiver_ref
    FROM eligibility_checks c ORDER BY c.i"""

ANSWERS = f"""
    SELECT lower(lpad(to_hex(r.id), 16, '0')) AS response_id, k.id AS class_id,
           {_pick(ROLES, "role")} AS rater_role,
           CASE WHEN level > 0 THEN 'B' || level END AS level_code, nullif(city, 0)::VARCHAR AS home_city,
           on_day(r.date) AS submitted_on,
           CASE WHEN item_code = 'PM2' AND k.start >= {NEW_FORM} THEN 'PM3' ELSE item_code END AS item_code,
           left(item_code, 2) AS dimension_code, score, 5::TINYINT AS scale_max
    FROM (UNPIVOT (SELECT i, id, cls, role, level, city, date, {", ".join(ITEMS)} FROM responses)
          ON {", ".join(ITEMS)} INTO NAME item_code VALUE score) r
    JOIN classes k ON k.i = r.cls ORDER BY r.i, item_code"""

RATINGS = f"""
    SELECT lower(lpad(to_hex(r.id), 16, '0')) AS response_id, k.id AS class_id, {_SESSION} AS session_id,
           'TRN' AS rater_role, 'B' || r.level AS level_code, nullif(r.city, 0)::VARCHAR AS home_city,
           on_day(r.date) AS submitted_on, item_code, left(item_code, 2) AS dimension_code,
           r.score::TINYINT AS score, 5::TINYINT AS scale_max
    FROM (SELECT i, id, ses, level, city, date, 'CE1' AS item_code, score FROM ratings
          UNION ALL SELECT i, id, ses, level, city, date, 'CA1', attitude FROM ratings WHERE attitude > 0
          UNION ALL SELECT i, id, ses, level, city, date, 'CC1', content FROM ratings WHERE content > 0
          UNION ALL SELECT i, id, ses, level, city, date, 'CM1', method FROM ratings WHERE method > 0
          UNION ALL SELECT i, id, ses, level, city, date, 'BT1', site FROM ratings WHERE site > 0) r
    JOIN sessions s ON s.i = r.ses JOIN classes k ON k.i = s.cls ORDER BY r.i, item_code"""
