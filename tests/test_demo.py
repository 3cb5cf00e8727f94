"""The synthetic province: files, sums, same seed same bytes. Planted findings: tests/test_planted.py."""

from __future__ import annotations

import hashlib
import tomllib
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from data.codes import normalise
from data.demo import blocks, write
from data.fields import kind_names, kinds
from tests.conftest import House

SEED = 20260701
FILES = {
    "classes.csv",
    "org_units.xlsx",
    "cadres.csv",
    "enrollments.csv",
    "sessions.csv",
    "attendance.parquet",
    "evaluations.parquet",
    "course_evaluations.parquet",
    "teachers.csv",
    "site_bases.csv",
    "issues.csv",
    "actions.csv",
    "comments.csv",
    "outcomes.csv",
    "follow_ups.csv",
    "assessments.csv",
    "hours_ledger.csv",
    "plan_items.csv",
    "needs.csv",
    "nominations.csv",
    "eligibility_checks.parquet",
    "quotas.csv",
    "targets.csv",
    "events.csv",
    "README.txt",
    "synthetic.toml",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("small")
    write(out, trainees=2000, years=2, seed=SEED)
    return out


@pytest.fixture(scope="module")
def medium(province_house: House) -> Path:
    return province_house.sources


def frame(folder: Path, kind: str) -> pd.DataFrame:
    if kind == "org_units":
        rows = CalamineWorkbook.from_path(folder / "org_units.xlsx").get_sheet_by_index(0).to_python()
        return pd.DataFrame(rows[1:], columns=rows[0])
    if (folder / f"{kind}.parquet").exists():
        return pd.read_parquet(folder / f"{kind}.parquet")
    return pd.read_csv(folder / f"{kind}.csv", dtype=str, encoding="utf-8-sig")


def good(folder: Path, kind: str, key: str) -> pd.DataFrame:
    """Rows of a CSV without the faulty copies at its end."""
    faults = tomllib.loads((folder / "synthetic.toml").read_text(encoding="utf-8"))["faults"][kind]
    table = frame(folder, kind)
    table = table.iloc[: len(table) - sum(faults.values())]
    assert table[key].is_unique
    return table


def at_start(folder: Path) -> pd.DataFrame:
    """Enrolments with unit, level and region of the cadre on the first day of the class."""
    classes = good(folder, "classes", "class_id")[
        ["class_id", "start_date", "end_date", "train_type", "topic_code"]
    ]
    enrolled = (
        good(folder, "enrollments", "enrollment_id").drop(columns="org_id").merge(classes, on="class_id")
    )
    cadres = frame(folder, "cadres")
    cadres = cadres[cadres.level_code != "B9"].drop_duplicates(["cadre_id", "valid_from"])
    both = enrolled.merge(cadres, on="cadre_id")
    in_force = (both.valid_from <= both.start_date) & (both.valid_to.fillna("9999") >= both.start_date)
    found = both[in_force].merge(frame(folder, "org_units")[["org_id", "org_tier"]], on="org_id")
    assert len(found) == len(enrolled)
    return found


def test_every_record_kind_is_written_and_says_that_it_is_synthetic(small: Path) -> None:
    assert {path.name for path in small.iterdir()} == FILES
    assert tomllib.loads((small / "synthetic.toml").read_text(encoding="utf-8"))["synthetic"] is True
    readme = (small / "README.txt").read_text(encoding="utf-8")
    assert "模拟数据" in readme and "synthetic" in readme
    assert (small / "classes.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_column_names_are_fields_of_the_record_kinds(small: Path) -> None:
    for name in FILES - {"README.txt", "synthetic.toml"}:
        stem = name.split(".")[0]
        kind, said = kind_names()[normalise(stem)], frame(small, stem).columns
        assert {normalise(name) for name in said} <= kinds()[kind].headings().keys(), kind
        columns = {kinds()[kind].headings()[normalise(name)] for name in said}
        assert {f.name for f in kinds()[kind].fields.values() if f.required} <= columns, kind


def test_enrolments_carry_no_level_region_or_tier(small: Path) -> None:
    assert not {"level_code", "region_code", "org_tier"} & set(frame(small, "enrollments").columns)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(small: Path, tmp_path: Path) -> None:
    def prints(folder: Path) -> dict[str, str]:
        return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}

    write(tmp_path / "again", trainees=2000, years=2, seed=SEED)
    write(tmp_path / "other", trainees=2000, years=2, seed=SEED + 1)
    assert prints(tmp_path / "again") == prints(small)
    stated = {"README.txt", "targets.csv", "events.csv"}  # nothing in them is left to chance
    assert all(prints(tmp_path / "other")[n] != prints(small)[n] for n in FILES - stated)


def test_scheduled_hours_are_the_sum_of_session_hours(small: Path) -> None:
    classes = good(small, "classes", "class_id").set_index("class_id")
    sessions = good(small, "sessions", "session_id").astype({"hours": float})
    ended = classes[classes.end_date <= "2026-06-30"]
    sums = sessions.groupby("class_id").hours.sum()
    assert len(ended) > 30
    assert (sums[ended.index] == ended.scheduled_hours.astype(float)).all()


def test_nothing_happened_after_the_last_day_and_some_classes_still_run(small: Path) -> None:
    happened = {
        "classes": ["start_date"],
        "cadres": ["valid_from", "valid_to"],
        "enrollments": ["completed_on", "left_on"],
        "sessions": ["date"],
        "follow_ups": ["submitted_on", "first_applied_on"],
        "assessments": ["taken_on"],
        "hours_ledger": ["date_from", "date_to"],
    }
    for kind, columns in happened.items():
        assert frame(small, kind)[columns].stack().dropna().max() <= "2026-06-30", kind
    assert frame(small, "evaluations").submitted_on.max() <= date(2026, 6, 30)
    running = good(small, "classes", "class_id").query("end_date > '2026-06-30'").class_id
    status = good(small, "enrollments", "enrollment_id").set_index("class_id").status[list(running)]
    assert len(running) >= 2 and set(status) <= {"REG", "NOSHOW"}


def test_someone_was_promoted_in_the_middle_of_a_year_and_sent_before_and_after(medium: Path) -> None:
    found = at_start(medium)
    levels = found[found.level_code != "B6"].groupby("cadre_id").level_code.nunique()
    assert (levels > 1).any()
    assert found.groupby(["class_id", "cadre_id"]).size().max() == 1


def test_attendance_joins_people_and_sessions_of_one_class(small: Path) -> None:
    rolls = frame(small, "attendance")
    assert not rolls.duplicated(["session_id", "enrollment_id"]).any()
    assert (rolls.session_id.str[:10] == rolls.enrollment_id.str[:10]).all()
    assert set(rolls.status) == set("PLEVAN")
    assert set(rolls.session_id) == set(good(small, "sessions", "session_id").session_id)


def test_answers_are_nine_items_of_one_anonymous_response(small: Path) -> None:
    answers = frame(small, "evaluations")
    assert (answers.groupby("response_id").item_code.nunique() == 9).all()
    assert answers.score.between(1, 5).all() and (answers.score >= 4).mean() > 0.8
    assert not {"cadre_id", "enrollment_id", "org_id"} & set(answers.columns)
    assert answers.response_id.str.fullmatch("[0-9a-f]{16}").all()


def test_faulty_rows_are_as_many_as_declared(medium: Path) -> None:
    faults = tomllib.loads((medium / "synthetic.toml").read_text(encoding="utf-8"))["faults"]
    classes, enrolled = frame(medium, "classes"), frame(medium, "enrollments")
    assert (classes.train_type == "T9").sum() == faults["classes"].get("unknown_type", 0)
    assert (classes.end_date < classes.start_date).sum() == faults["classes"].get("ends_before_start", 0)
    assert (~enrolled.class_id.isin(classes.class_id)).sum() == faults["enrollments"]["unknown_class"]
    assert enrolled.enrollment_id.duplicated().sum() == faults["enrollments"]["duplicate_key"]
    scores = frame(medium, "assessments").score.astype(int)
    assert (scores > 100).sum() == faults["assessments"]["above_scale"]


def test_a_province_made_block_by_block_has_the_same_people_and_links_and_nearly_as_much_of_everything(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "ROWS", 400)
    write(tmp_path, trainees=2000, years=2, seed=SEED)
    enrolled, nominated = good(tmp_path, "enrollments", "enrollment_id"), good(tmp_path, "nominations", "nomination_id")
    assert len(enrolled) > 3 * blocks.ROWS
    who = ["enrollment_id", "cadre_id", "class_id", "org_id"]
    assert enrolled[who].equals(good(small, "enrollments", "enrollment_id")[who])
    for kind in ("attendance", "evaluations", "eligibility_checks", "follow_ups"):
        assert 0.85 < len(frame(tmp_path, kind)) / len(frame(small, kind)) < 1.18, kind
    chosen = enrolled.merge(nominated, on=["nomination_id", "cadre_id", "class_id", "org_id"])
    assert len(chosen) == len(enrolled) and (chosen.status_y == "ACCEPTED").all()
    assert set(frame(tmp_path, "eligibility_checks").nomination_id) == set(nominated.nomination_id)
    assert set(nominated.replaces_nomination_id.dropna()) <= set(nominated.nomination_id)
    rolls = frame(tmp_path, "attendance")
    assert not rolls.duplicated(["session_id", "enrollment_id"]).any()
    assert (rolls.session_id.str[:10] == rolls.enrollment_id.str[:10]).all()
    assert set(rolls.enrollment_id) == set(enrolled[enrolled.status != "NOSHOW"].enrollment_id)
    asked = set(good(tmp_path, "follow_ups", "followup_id").enrollment_id)
    assert asked <= set(enrolled[enrolled.status == "DONE"].enrollment_id)


def test_another_last_day_moves_everything(tmp_path: Path) -> None:
    write(tmp_path, trainees=2000, years=1, seed=SEED, last_day=date(2025, 12, 31))
    starts = good(tmp_path, "classes", "class_id").start_date
    assert starts.min() >= "2025-01-01" and starts.max() <= "2025-12-31"


def test_a_small_province_has_too_few_faults_to_be_refused(small: Path) -> None:
    faults = tomllib.loads((small / "synthetic.toml").read_text(encoding="utf-8"))["faults"]
    assert sum(sum(counts.values()) for counts in faults.values()) > 5
    for kind, counts in faults.items():
        assert sum(counts.values()) <= 0.02 * len(frame(small, kind)), kind
