"""Adding, correcting and withdrawing in any order gives row for row the version of a full build, and works few months."""

from __future__ import annotations

import random
import re
import shutil
import stat
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import orjson
import pandas as pd
import pytest

from data import intake, lattice, store, versions
from data.build import Order, build
from data.codes import DEFAULT
from data.collection import add, withdraw
from data.cubes import CUBES, people
from data.faults import Refused
from data.fields import kinds
from data.part import marts, month_kind
from data.results import listed, open_results
from data.works import Works, open_works
from queries.warehouse import open_version
from tests.test_collection import SAMPLE, current_rows

MARTS = Path(store.__file__).parent / "marts"
STEPS = 2  # of the kinds of change, in a new order each run: a full build stands beside every step
SPLIT = {kind.name for kind in kinds().values() if kind.split}


@dataclass
class Office:
    """The source files an office has sent so far, as heading and lines, and the warehouse they were sent to."""

    folder: Path
    dice: random.Random
    files: dict[str, list[str]] = field(default_factory=dict)
    sent: int = 0

    @property
    def house(self) -> Path:
        return self.folder / "grown"

    def write(self, name: str) -> Path:
        self.sent += 1
        path = self.folder / f"sent-{self.sent}" / name
        path.parent.mkdir()
        path.write_text("\n".join(self.files[name]) + "\n", encoding="utf-8")
        return path

    def send(self, name: str, lines: list[str]) -> None:
        if self.files.get(name) == lines:
            return
        self.files[name] = lines
        add(Order((self.write(name),), self.house))

    def change(self, name: str, column: str, values: tuple[str, ...], rows: int = 2) -> None:
        """Sends a file anew with other values in a column of some rows."""
        heading, *lines = self.files[name]
        at = heading.split(",").index(column)
        for number in self.dice.sample(range(len(lines)), min(rows, len(lines))):
            cells = lines[number].split(",")
            cells[at] = self.dice.choice(values)
            lines[number] = ",".join(cells)
        self.send(name, [heading, *lines])

    def some(self, beginning: str) -> str:
        return self.dice.choice(sorted(name for name in self.files if name.startswith(beginning)))


def lines_of(kind: str) -> list[str]:
    return (SAMPLE / f"{kind}.csv").read_text(encoding="utf-8").splitlines()


def a_day(office: Office) -> None:
    heading, *lines = lines_of("attendance")
    sessions = sorted({line.split(",")[0] for line in lines})
    session = office.dice.choice([s for s in sessions if f"attendance_{s}.csv" not in office.files] or sessions)
    office.send(f"attendance_{session}.csv", [heading, *(line for line in lines if line.startswith(session))])


def a_corrected_sheet(office: Office) -> None:
    office.change(office.some("attendance_"), "status", ("P", "L", "E", "V", "A"))


def a_sheet_with_wrong_people_and_sessions(office: Office) -> None:
    name = office.some("attendance_")
    office.change(name, "enrollment_id", ("E1-01", "E2-01", "E3-01", "E9-99"))
    office.change(name, "session_id", ("S11", "S21", "S99"), rows=1)


def a_form_twice(office: Office) -> None:
    name = office.some("evaluations_")
    heading, *lines = office.files[name]
    office.send(name, [heading, *lines, office.dice.choice(lines)])


def other_answers(office: Office) -> None:
    name = office.some("evaluations_")
    office.change(name, "score", ("1", "3", "5", "9"))
    office.change(name, "class_id", ("K1", "K2", "K9"), rows=1)


def a_withdrawn_file(office: Office) -> None:
    name = office.some(office.dice.choice(("attendance_", "evaluations_")))
    if sum(other.startswith(name.split("_")[0]) for other in office.files) > 1:
        del office.files[name]
        withdraw(Order((), office.house), name)


def late_or_lost_sessions(office: Office) -> None:
    heading, *lines = lines_of("sessions")
    office.send("sessions.csv", [heading, *sorted(office.dice.sample(lines, office.dice.randint(4, len(lines))))])


def a_class_of_another_month(office: Office) -> None:
    month = office.dice.choice(("2026-04", "2026-05", "2026-06"))
    for name in office.dice.sample(("classes.csv", "sessions.csv"), 2):  # in between the sessions lie outside the class
        office.send(name, [re.sub(r"2026-0[456]-(1[12])", rf"{month}-\1", line) for line in office.files[name]])


def other_levels(office: Office) -> None:
    office.change("cadres.csv", "level_code", ("B2", "B3", "B4"), rows=4)


def other_spells(office: Office) -> None:
    office.change("cadres.csv", "valid_from", ("2019-01-01", "2026-02-20", "2026-04-01"), rows=4)


def other_entries(office: Office) -> None:
    office.change("hours_ledger.csv", "date_from", ("2026-02-10", "2026-04-10"), rows=1)
    office.change("hours_ledger.csv", "cadre_id", ("P01", "P02", "P99"), rows=1)
    office.change("hours_ledger.csv", "source_class_id", ("K1", "K2", "K9", ""), rows=2)


def other_enrolments(office: Office) -> None:
    office.change("enrollments.csv", "status", ("DONE", "NOSHOW", "WITHDRAWN", "INCOMPLETE"))
    office.change("enrollments.csv", "class_id", ("K1", "K2", "K9"), rows=1)


def a_later_day(office: Office) -> None:
    office.change("follow_ups.csv", "submitted_on", ("2026-12-24", "2027-02-03"), rows=1)


def other_units(office: Office) -> None:
    office.change("org_units.csv", "region_code", ("610100", "610200", "610800"), rows=2)


CHANGES = (
    a_day, a_later_day, other_units,
    a_corrected_sheet, a_sheet_with_wrong_people_and_sessions, a_form_twice, other_answers, a_withdrawn_file,
    late_or_lost_sessions, a_class_of_another_month, other_levels, other_spells, other_entries, other_enrolments,
)  # fmt: skip


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> Office:
    """The sample with one attendance sheet a session, half of them sent, and answers class by class; published."""
    office = Office(tmp_path_factory.mktemp("first"), random.Random(1))
    for path in SAMPLE.glob("*.csv"):
        if path.stem not in ("attendance", "evaluations"):
            office.files[path.name] = lines_of(path.stem)
    for kind, at in (("attendance", 0), ("evaluations", 1)):
        heading, *lines = lines_of(kind)
        for name in sorted({line.split(",")[at] for line in lines}):
            office.files[f"{kind}_{name}.csv"] = [heading, *(line for line in lines if line.split(",")[at] == name)]
    for name in sorted(name for name in office.files if name.startswith("attendance_"))[::2]:
        del office.files[name]
    whole(office, office.house)
    return office


@pytest.fixture
def office(first, tmp_path) -> Office:
    """The same in a place of its own."""
    shutil.copytree(first.house, tmp_path / "grown")
    return Office(tmp_path, random.Random(1), dict(first.files))


def whole(office: Office, house: Path) -> Path:
    build(Order(tuple(office.write(name) for name in office.files), house, max_rejected=1.0))
    return house


def test_any_order_of_changes_gives_the_version_of_a_full_build(office, tmp_path, chance):
    office.dice.setstate(chance.getstate())
    for number, change in enumerate(office.dice.sample(CHANGES, STEPS)):
        print(change.__name__)
        change(office)
        grown, full = current_rows(office.house), current_rows(whole(office, tmp_path / f"whole-{number}"))
        assert grown.keys() == full.keys()
        for name in full:
            assert grown[name] == full[name], (change.__name__, name)
    assert len(full["effect_class"]) > 5


def made(house: Path) -> dict[str, set[str]]:
    """Key -> the tables that a piece of work gave, of everything the current version rests on."""
    return {key: set(orjson.loads(said)["tables"]) for key, said in listed(house, versions.current(house))}


def worked(house: Path, before: dict[str, set[str]]) -> set[str]:
    """The tables worked out since."""
    return {name for key, names in made(house).items() if key not in before for name in names} - {"finding", "rejected"}


OF_ATTENDANCE = {
    "mart_attendance", "signed_trainee", "mart_session", "effect_class", "effect_month", "class_sum", "mart_mix",
    "mart_report", "mart_visit", "selection_signature", "selection_signal", "year_of_mart_attendance",
    "year_of_signed_trainee", "year_of_effect_class", "release",
}  # fmt: skip


def test_a_days_sheet_works_one_part_and_what_is_made_of_attendance(office):
    before = made(office.house)
    a_day(office)
    assert worked(office.house, before) <= OF_ATTENDANCE | {"stray"}
    assert len(made(office.house).keys() - before.keys()) < 15 < len(before)


@pytest.mark.parametrize("change", [a_day, other_levels])
def test_beside_a_newer_version_only_years_that_differ_are_decided_anew(change, office):
    change(office)
    cons = [open_version(office.house, name).cursor() for name in versions.versions(office.house)[-2:]]
    order = ["audience", "counted", "year", "branch", "code"]
    for name in CUBES:
        frames, *rest = (list(part) for part in zip(*(people(con, name) for con in cons), strict=True))
        whole, found = lattice.release(frames, name, *rest), lattice.beside(cons, name)
        rows = (one[one["branch"] != lattice.CONTENT].sort_values(order, ignore_index=True) for one in (whole, found))
        pd.testing.assert_frame_equal(*rows, check_dtype=False, obj=name)


def test_a_file_that_says_nothing_new_works_nothing(office):
    before = made(office.house)
    office.send("needs_again.csv", [lines_of("needs")[0]])
    assert worked(office.house, before) <= {"need_month"}


def test_other_code_lists_are_seen_in_every_table(office, tmp_path):
    before = made(office.house)
    (tmp_path / "codes").mkdir()
    text = (DEFAULT / "attendance_status.csv").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^(L,.*),minutes", r"\1,0", text)
    (tmp_path / "codes" / "attendance_status.csv").write_text(text, encoding="utf-8")
    office.files["needs_again.csv"] = [lines_of("needs")[0]]
    add(Order((office.write("needs_again.csv"),), office.house, codes=tmp_path / "codes"))
    assert not made(office.house).keys() & before.keys()


def test_an_enrolment_elsewhere_counts_when_it_comes_or_goes(office):
    """A mark in a class somebody else's number is written in: its reason changes although nothing in its month does."""
    name = office.some("attendance_S2")
    heading, first, *lines = office.files[name]
    session, _, *rest = first.split(",")
    office.send(name, [heading, ",".join((session, "E3-77", *rest)), *lines])
    assert [(row[3], row[5]) for row in wrong(office)] == [(2, "unknown_reference")]
    heading, *lines = office.files["enrollments.csv"]
    row = "E3-77,K3,P01,DONE,,6"
    office.send("enrollments.csv", [heading, *lines, row + "," * (heading.count(",") - row.count(","))])
    assert [(row[3], row[5]) for row in wrong(office)] == [(2, "other_class")]
    office.send("enrollments.csv", [heading, *lines])
    assert [(row[3], row[5]) for row in wrong(office)] == [(2, "unknown_reference")]


def wrong(office: Office) -> list[tuple]:
    with duckdb.connect(str(versions.path_of(office.house, versions.current(office.house))), read_only=True) as con:
        return con.execute("SELECT file, sheet, kind, row, column_name, code FROM rejected_row").fetchall()


@pytest.mark.parametrize("harm", ["missing", "cut"])
def test_damaged_results_are_worked_out_again(harm, office, tmp_path):
    for path in (office.house / store.RESULTS).iterdir():
        if harm == "missing":
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[:-9])
    a_day(office)
    assert current_rows(office.house) == current_rows(whole(office, tmp_path / "whole"))


def test_results_are_for_nobody_else_and_go_with_the_versions_that_name_them(office):
    from data.__main__ import main

    place = office.house / store.RESULTS
    first = set(place.iterdir())
    assert {stat.S_IMODE(path.stat().st_mode) for path in first} == {0o600}
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    a_day(office)
    main(["prune", "--keep", "5", "--warehouse", str(office.house)])
    assert set(place.iterdir()) > first
    main(["prune", "--keep", "1", "--warehouse", str(office.house)])
    said = [orjson.loads(said) for _, said in listed(office.house, versions.current(office.house))]
    assert {path.stem for path in place.iterdir()} == {name for each in said for name in each["tables"].values()}
    assert not first <= set(place.iterdir())


@pytest.fixture
def house_of(tmp_path) -> Works:
    con = duckdb.connect()
    con.execute("CREATE TABLE source_table AS SELECT 1 AS id; CREATE TEMP TABLE personal_value AS SELECT 1 AS id")
    works = open_works(con, open_results(tmp_path, tmp_path), "rules")
    works.put("given", [(1,), (2,)], "n INTEGER")
    return works


@pytest.mark.parametrize("other", ["source_table", "personal_value", "CURRENT_TABLE"])
def test_a_statement_cannot_look_at_what_its_key_does_not_cover(other, house_of):
    frame = pd.DataFrame({"n": [1]})
    assert len(frame) == 1
    with pytest.raises(duckdb.CatalogException):
        house_of.make("bad", f"SELECT * FROM {other}")
    with pytest.raises(duckdb.CatalogException):
        house_of.make("bad", "SELECT * FROM frame")


def test_the_key_of_a_statement_changes_with_its_text_its_tables_and_the_rules(house_of):
    text = "SELECT sum(n) AS n FROM given"
    key = house_of.key(text)
    assert key == house_of.key(text)
    assert key != house_of.key(text + " WHERE n > 1")
    assert key != replace(house_of, rules="others").key(text)
    house_of.put("beside", [(1,)], "n INTEGER")
    assert key == house_of.key(text)
    house_of.drop("given")
    house_of.put("given", [(1,), (3,)], "n INTEGER")
    assert key != house_of.key(text)


def test_no_mart_and_no_check_asks_what_is_no_table_of_the_build():
    """No clock, no dice, no setting, no file, no other database: nothing that no key can cover."""
    with duckdb.connect() as con:
        unsteady = {row[0] for row in con.execute(
            "SELECT function_name FROM duckdb_functions() GROUP BY ALL HAVING bool_or(stability <> 'CONSISTENT') "
            "OR bool_and(function_type IN ('table', 'pragma', 'table_macro'))"
        ).fetchall()} - {"unnest", "generate_series", "range"}  # fmt: skip
    assert {"random", "now", "read_parquet"} <= unsteady
    for path in (*MARTS.glob("*.sql"), *MARTS.parent.glob("checks/*.sql")):
        text = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
        assert not set(re.findall(r"(\w+)\s*\(", text)) & unsteady, path.name
        assert not re.search(r"\b(current_(date|time\w*|setting)|localtime\w*)\b", text), path.name
        assert not re.search(r"(FROM|JOIN)\s+(\w+\.|(pg|duckdb|sqlite)_)", text), path.name
        assert not re.search(r"(FROM|JOIN)\s+(rejected|finding|failing)\b", text), path.name


def test_what_reads_the_rows_of_a_split_kind_says_that_it_is_made_by_month():
    for path in MARTS.glob("*.sql"):
        text = path.read_text(encoding="utf-8")
        for kind in SPLIT:
            assert (month_kind(text) == kind) == (f"acc_{kind}" in text), path.name
    assert all(marts(kind) for kind in SPLIT)


def _without_room(monkeypatch, times: int) -> list[str]:
    """Lets a mart fail so many times for want of memory. Returned are the tables that are read, one after the other."""
    left, read, make, real = [None] * times, [], Works.make, intake._arrive

    def made(self, name, query):
        if name == "mart_course" and left:
            left.pop()
            raise duckdb.OutOfMemoryException("no room")
        make(self, name, query)

    monkeypatch.setattr(Works, "make", made)
    monkeypatch.setattr(intake, "_arrive", lambda desk, number, one: read.append(one.kind) or real(desk, number, one))
    return read


def test_a_build_without_room_goes_on_with_an_empty_database_and_reads_nothing_twice(sample_house, tmp_path, monkeypatch):
    read = _without_room(monkeypatch, times=1)
    build(Order((sample_house.sources,), tmp_path))
    assert len(read) == len(set(read)) > 10
    assert current_rows(tmp_path) == current_rows(sample_house.warehouse)


def test_a_build_that_finds_no_room_twice_is_refused_and_publishes_nothing(sample_house, tmp_path, monkeypatch):
    _without_room(monkeypatch, times=2)
    with pytest.raises(Refused) as refused:
        build(Order((sample_house.sources,), tmp_path))
    assert [note.code for note in refused.value.notes] == ["no_memory"] and not versions.versions(tmp_path)
