"""Rows that must be set aside or noted: each broken file in tests/bad/rows says in its last column what is expected.

`code@column` is a reason to set the row aside, `~code@column` a finding about a row that stays.
"""

from __future__ import annotations

import csv
import math
import re
import shutil
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pytest

from board.values import metric_value
from data import works
from data.build import Order, Result, build
from data.checks import rules
from data.faults import Refused, message
from data.fields import kinds
from data.rejects import lacking
from data.versions import current, path_of
from queries.scope import Scope
from tests.identity_by_hand import person
from tests.test_collection import rows_of

HERE = Path(__file__).parent
SAMPLE = HERE / "sample"
ROWS = HERE / "bad" / "rows"
DATA = HERE.parent / "data"
MESSAGES = DATA / "messages.toml"
CHECKS = sorted(path.stem for path in (DATA / "checks").glob("*.sql"))


@dataclass(frozen=True)
class Built:
    """A version made with every broken row let through to the list of rejected rows."""

    result: Result
    path: Path

    def ask(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.path), read_only=True) as con:
            return con.execute(sql).fetchall()


def built(warehouse: Path, *sources: Path) -> Built:
    result = build(Order(sources, warehouse, max_rejected=1.0))
    return Built(result, path_of(warehouse, result.version))


@pytest.fixture(scope="module")
def broken(tmp_path_factory) -> Built:
    return built(tmp_path_factory.mktemp("broken"), SAMPLE, *sorted(ROWS.glob("*.csv")))


def test_long_tables_stay_in_their_files_and_leave_the_same_version_and_the_same_rows_aside(broken, tmp_path, monkeypatch):
    monkeypatch.setattr(works, "_LONG", 1)
    long = built(tmp_path, SAMPLE, *sorted(ROWS.glob("*.csv")))
    assert rows_of(tmp_path, long.result.version) == rows_of(broken.path.parent, broken.result.version)


def expected(path: Path) -> dict[int, str]:
    with path.open(encoding="utf-8", newline="") as lines:
        return {number: row["expect"] for number, row in enumerate(csv.DictReader(lines), 2)}


@pytest.mark.parametrize("name", sorted(path.stem for path in ROWS.glob("*.csv")))
def test_each_broken_row_is_set_aside_or_noted_for_its_reason_and_every_other_row_is_accepted(name, broken):
    path = ROWS / f"{name}.csv"
    said = dict.fromkeys(expected(path), "")
    for row, code, column in broken.ask(f"SELECT row, code, column_name FROM rejected_row WHERE file = '{name}.csv'"):
        said[row] = f"{code}@{column}"
    for row, code, column in broken.ask(f"SELECT row, code, column_name FROM check_finding WHERE file = '{name}.csv'"):
        said[row] = f"{said[row]}~{code}@{column}"
    assert said == expected(path)


def test_no_row_of_the_sample_is_set_aside_because_of_a_broken_one(broken):
    assert {file for (file,) in broken.ask("SELECT DISTINCT file FROM rejected_row")} <= {p.name for p in ROWS.glob("*")}


def test_every_check_has_a_broken_file_and_every_reason_a_broken_row():
    assert set(CHECKS) <= {path.stem for path in ROWS.glob("*.csv")}
    reasons = {text.strip("~").split("@")[0] for path in ROWS.glob("*.csv") for text in expected(path).values()}
    told = [code for code in tomllib.loads(MESSAGES.read_text(encoding="utf-8"))]
    rules = set(told[: told.index("wrong_width")])  # every reason a row can have stands before this one
    assert reasons - {""} == rules


def test_every_check_names_a_known_kind_and_starts_with_its_question():
    for name in CHECKS:
        text = (DATA / "checks" / f"{name}.sql").read_text(encoding="utf-8")
        assert any(name.startswith(f"{kind}_") for kind in kinds())
        assert text.startswith("-- ")
        assert "?" in text.splitlines()[0]
        assert re.search(r"^-- code: \w+(, \w+)*$", text, re.MULTILINE)
        assert re.search(r"^-- severity: (reject|warn)$", text, re.MULTILINE)


def test_a_finding_leaves_its_row_accepted_and_says_why_in_both_languages(broken):
    rows = broken.ask("SELECT file, row, value, severity, reason_zh, reason_en FROM check_finding WHERE code = 'more_hours'")
    assert rows == [
        ("hours_ledger_sessions.csv", 2, "40.0", "warn", message("more_hours", "zh"), message("more_hours", "en"))
    ]
    assert broken.ask("SELECT rows, accepted FROM source_file WHERE file = 'hours_ledger_sessions.csv'") == [(3, 3)]
    (person_shown,) = broken.ask("SELECT value FROM check_finding WHERE code = 'two_classes'")
    assert person_shown == (person("P15"),)


def test_every_check_says_how_many_rows_it_looked_at_and_how_many_failed(broken):
    results = {(c, k, s): (n, f) for c, k, s, n, f in broken.ask("FROM check_result")}
    assert results["straight_line", "evaluations", "warn"] == (2, 1)  # of trainees; a class teacher ticked a third
    assert results["no_result", "enrollments", "warn"] == (2, 1)
    assert {(c, k) for r in rules() for k in (r.kind.name,) for c in r.codes} <= {(c, k) for c, k, _ in results}
    assert all(n >= f for n, f in results.values())
    noted = dict(broken.ask("SELECT code, count(*) FROM check_finding GROUP BY code"))
    assert {c: f for (c, _, s), (_, f) in results.items() if s == "warn" and f} == noted


def test_straight_lined_forms_are_counted_by_class_among_those_long_enough(broken):
    assert broken.ask("FROM mart_answer_quality") == [("K2", 2, 1)]


def test_a_class_with_more_forms_than_people_is_named_and_has_no_response_rate(broken):
    assert ("K961",) in broken.ask("SELECT value FROM check_finding WHERE code = 'more_forms'")
    asked = "SELECT sum(responses), sum(invited), response_rate(responses, invited) FROM effect_class WHERE class_id = '{}'"
    assert broken.ask(asked.format("K961")) == [(4, 3, None)] and broken.ask(asked.format("K1"))[0][2] <= 1
    row = {"response_rate": math.nan, "response_rate_state": "none", "invited": 30.0}
    for language, word, why in (("zh", "不能说", "人数（30 人）"), ("en", "cannot be said", "people asked (30)")):
        scope = Scope("v", (date(2026, 1, 1), date(2026, 6, 30)), language=language)
        value = metric_value(row, "response_rate", scope)
        assert value.number is None and value.text == word and why in value.note
        assert metric_value({**row, "invited": 0.0}, "response_rate", scope).text != word


def test_a_thousand_findings_of_a_check_are_kept_and_all_are_counted(sample_copy, tmp_path):
    rows = "".join(f"L{n},P01,K1,2026-03-02,OFFJOB,40\n" for n in range(1500))
    source = tmp_path / "more.csv"
    source.write_text(f"entry_id,cadre_id,source_class_id,date_from,kind,hours\n{rows}", encoding="utf-8")
    made = built(sample_copy, *(p for p in SAMPLE.glob("*.csv") if p.stem != "hours_ledger"), source)
    assert made.ask("SELECT count(*), max(row) FROM check_finding WHERE code = 'more_hours'") == [(1000, 1001)]
    assert made.ask("SELECT checked, failed FROM check_result WHERE code = 'more_hours'") == [(1500, 1500)]


def test_the_sample_has_no_faulty_row(sample_house):
    assert Built(None, path_of(sample_house.warehouse, current(sample_house.warehouse))).ask("FROM rejected_row") == []


def test_rows_in_are_accepted_plus_rejected_rows_in_every_file(broken):
    files = broken.result.files
    assert sum(rejected for *_, rejected in files) == broken.result.rejected > 40
    for place, _, rows, accepted, rejected in files:
        assert rows == accepted + rejected, place
    stored = broken.ask("SELECT file, kind, rows, accepted FROM source_file ORDER BY id")
    assert stored == [row[:4] for row in files]
    assert broken.ask("SELECT count(*) FROM rejected_row") == [(broken.result.rejected,)]


def test_a_rejected_row_says_why_in_both_languages(broken):
    query = "SELECT value, reason_zh, reason_en FROM rejected_row WHERE file IN ('cells.csv', 'targets.csv')"
    words = {value: said for value, *said in broken.ask(query)}
    assert words["某某市"] == [message("bad_region", "zh"), message("bad_region", "en")]
    assert words["1e308"] == ["应在 0 至 5000 之间", "must lie between 0 and 5000"]
    assert "T1 初任培训、" in words["T9"][0]
    assert "T1 Initial training, " in words["T9"][1]
    assert words["出勤情况"] == [message("bad_metric", language) for language in ("zh", "en")]


def test_understood_spellings_become_the_same_values_as_plain_ones(broken):
    assert broken.ask(
        "SELECT run_no, train_type, host_region, CAST(start_date AS VARCHAR), CAST(end_date AS VARCHAR), scheduled_hours, "
        "is_main_class FROM dim_class WHERE class_id IN ('K901', 'K902', 'K920') ORDER BY class_id"
    ) == [
        (12, "T4", "610881", "2026-06-01", "2026-06-05", 24.5, True),
        (1, "T4", "610881", "2026-06-01", "2026-06-05", None, False),
        (1, "T4", "610881", "2026-06-01", "2026-06-05", None, None),
    ]


def test_text_that_looks_like_sql_or_a_formula_stays_text(broken):
    values = {value for (value,) in broken.ask("SELECT value FROM rejected_row WHERE file = 'hostile.csv'")}
    named = person("'; DROP TABLE acc_cadres; --")
    assert values == {"'; DELETE FROM rejected; --", "1); DROP TABLE rejected", named, "=1+1"}
    assert broken.ask("SELECT accepted FROM source_file WHERE file = 'hostile.csv'") == [(3,)]


def test_no_whole_identity_or_phone_number_stands_among_the_rejected_rows(broken):
    assert broken.ask("SELECT row, value FROM rejected_row WHERE file = 'personal.csv' ORDER BY row") == [
        (2, "610101********123X"),
        (3, person("610101198001011234")),
        (4, "139****5678 138****5678"),
        (5, "６１０１０１********１２３４"),
    ]


def test_a_faulty_class_takes_its_trainees_and_their_attendance_along_and_says_so(sample_copy, tmp_path):
    (tmp_path / "in").mkdir()
    for path in SAMPLE.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        if path.stem == "classes":
            text = text.replace("2026-05-11,2026-05-12", "2026-05-12,2026-05-11")
        (tmp_path / "in" / path.name).write_text(text, encoding="utf-8")
    made = built(sample_copy, tmp_path / "in")
    found = made.ask("SELECT kind, code, count(*) FROM rejected_row GROUP BY ALL ORDER BY ALL")
    assert ("classes", "end_before_start", 1) in found
    assert ("enrollments", "unknown_reference", 6) in found
    assert ("attendance", "unknown_reference", 12) in found
    assert made.ask("SELECT class_id FROM dim_class ORDER BY ALL") == [("K1",), ("K3",)]


def test_people_in_no_register_are_named_once_as_the_cause_of_what_is_sent_back_with_them(tmp_path):
    for name in ("classes", "sessions", "enrollments", "attendance"):
        shutil.copy(SAMPLE / f"{name}.csv", tmp_path)
    (tmp_path / "cadres.csv").write_text("cadre_id,valid_from,org_id,level_code\nP01,2020-01-01,O1,B3\n", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        build(Order((tmp_path,), tmp_path / "warehouse", max_rejected=0.02))
    said = [(note.code, note.zh, note.en) for note in refused.value.notes if note.code.startswith("lacks")]
    rows = csv.DictReader((SAMPLE / "enrollments.csv").read_text(encoding="utf-8").splitlines())
    lost = sum(row["cadre_id"] != "P01" for row in rows)
    assert [code for code, *_ in said] == ["lacks_people"]  # attendance of people set aside is no cause of its own
    assert f"参训名单中有 {lost} 人不在干部名册里" in said[0][1] and f"{lost} people in the enrolments" in said[0][2]


def test_numbers_that_differ_in_capitals_only_are_named_with_a_way_to_change_all_of_them(tmp_path):
    for name in ("classes", "enrollments"):
        text = (SAMPLE / f"{name}.csv").read_text(encoding="utf-8")
        (tmp_path / f"{name}.csv").write_text(text.replace("K1", "k1") if name == "enrollments" else text, encoding="utf-8")
    rows = sum(row["class_id"] == "K1" for row in csv.DictReader((SAMPLE / "enrollments.csv").read_text().splitlines()))
    with pytest.raises(Refused) as refused:
        build(Order((tmp_path,), tmp_path / "refused", max_rejected=0.02))
    (said,) = [note for note in refused.value.notes if note.code == "only_case"]
    words = (f"{rows} 行", "“k1”应为“K1”", "=UPPER(A2)"), (f"{rows} rows", "'k1' for 'K1'", "=UPPER(A2)")
    assert all(word in said.zh for word in words[0]) and all(word in said.en for word in words[1])
    made = built(tmp_path / "warehouse", tmp_path / "classes.csv", tmp_path / "enrollments.csv")
    digest = made.ask("SELECT sha256 FROM source_file WHERE kind = 'enrollments'")[0][0]
    found = lacking(tmp_path / "warehouse", made.result.version, (digest,))
    assert [note.code for note in found] == ["only_case"]  # of the same rows not also that their classes are lacking


def test_rows_of_other_capitals_and_rows_of_no_class_at_all_are_counted_apart(tmp_path):
    for name in ("classes", "sessions", "enrollments", "attendance"):
        text = (SAMPLE / f"{name}.csv").read_text(encoding="utf-8")
        changed = text.replace(",K1,", ",k1,").replace(",K2,", ",K9,") if name == "enrollments" else text
        (tmp_path / f"{name}.csv").write_text(changed, encoding="utf-8")
    rows = [row["class_id"] for row in csv.DictReader((tmp_path / "enrollments.csv").read_text().splitlines())]
    with pytest.raises(Refused) as refused:
        build(Order((tmp_path,), tmp_path / "refused", max_rejected=0.02))
    case, lack = (note.en for note in refused.value.notes if note.code in ("only_case", "lacks"))
    assert f"Of these, {rows.count('k1')} rows" in case and f"{rows.count('K9')} rows of the enrolments" in lack


def test_who_completed_a_class_that_ends_after_all_records_is_told_not_to_count_yet_and_counts_with_a_day(tmp_path):
    def made(day: str):
        folder = tmp_path / f"in{day}"
        folder.mkdir()
        classes = "class_id,title,train_type,start_date,end_date\nK1,甲,T4,2026-03-02,2026-03-03\n"
        classes += "K2,乙,T4,2026-03-02,2026-03-06\n"
        (folder / "classes.csv").write_text(classes, encoding="utf-8")
        rows = f"E1,K1,P1,DONE,B4,2026-03-03\nE2,K2,P2,DONE,B4,{day}\n"
        heading = "enrollment_id,class_id,cadre_id,status,level_code,completed_on\n"
        (folder / "enrollments.csv").write_text(heading + rows, encoding="utf-8")
        return built(tmp_path / f"w{day}", folder)

    early, whole = made(""), made("2026-03-06")
    (said,) = [note for note in early.result.notes if note.code == "not_over"]
    assert "1 人写着已结业" in said.zh and "2026-03-03" in said.en and "2026-03-06" in said.en
    assert "not_over" not in {note.code for note in whole.result.notes}
    assert [made.ask("SELECT sum(completed)::INT FROM effect_class") for made in (early, whole)] == [[(1,)], [(2,)]]


def test_an_enrolment_without_level_needs_no_register_if_there_is_none(tmp_path):
    assert built(tmp_path, SAMPLE / "classes.csv", SAMPLE / "enrollments.csv").result.rejected == 0
