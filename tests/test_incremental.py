"""Adding, correcting and withdrawing in any order gives row for row the version of a full build, and works few months."""

from __future__ import annotations

import random
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest

from data import store, versions
from data.build import Order, build
from data.collection import add, withdraw
from data.fields import kinds
from data.part import marts, month_kind
from tests.test_collection import SAMPLE, current_rows

MARTS = Path(store.__file__).parent / "marts"
STEPS = 4  # of the kinds of change, in a new order each run: a full build stands beside every step
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


CHANGES = (
    a_day, a_corrected_sheet, a_sheet_with_wrong_people_and_sessions, a_form_twice, other_answers, a_withdrawn_file,
    late_or_lost_sessions, a_class_of_another_month, other_levels, other_spells, other_entries, other_enrolments,
)  # fmt: skip


def an_office(folder: Path, dice: random.Random) -> Office:
    """The sample with one attendance sheet a session, half of them sent, and answers class by class; published."""
    office = Office(folder, dice)
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


def whole(office: Office, house: Path) -> Path:
    build(Order(tuple(office.write(name) for name in office.files), house, max_rejected=1.0))
    return house


def test_any_order_of_changes_gives_the_version_of_a_full_build(tmp_path):
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    office = an_office(tmp_path, dice)
    for number, change in enumerate(dice.sample(CHANGES, STEPS)):
        print(change.__name__)
        change(office)
        grown, full = current_rows(office.house), current_rows(whole(office, tmp_path / f"whole-{number}"))
        assert grown.keys() == full.keys()
        for name in full:
            assert grown[name] == full[name], (seed, change.__name__, name)
    assert len(full["effect_class"]) > 5


def keys_of(house: Path) -> set[str]:
    return {path.name.split(".")[0] for path in (house / store.MONTHS).iterdir()}


def test_a_days_sheet_works_one_part_and_no_answers(tmp_path):
    office = an_office(tmp_path, random.Random(1))
    before = keys_of(office.house)
    a_day(office)
    made = keys_of(office.house) - before
    with duckdb.connect(str(versions.path_of(office.house, versions.current(office.house))), read_only=True) as con:
        kinds = dict(con.execute("SELECT key, kind FROM month_part").fetchall())
    assert [kinds[key] for key in made] == ["attendance"]


def test_an_enrolment_elsewhere_counts_when_it_comes_or_goes(tmp_path):
    """A mark in a class somebody else's number is written in: its reason changes although nothing in its month does."""
    office = an_office(tmp_path, random.Random(1))
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


@pytest.mark.parametrize("harm", ["missing", "cut", "list"])
def test_a_damaged_month_is_worked_again(harm, tmp_path):
    office = an_office(tmp_path, random.Random(1))
    for path in (office.house / store.MONTHS).iterdir():
        if harm == "missing" or (harm == "list" and path.suffix == ".json"):
            path.unlink()
        elif harm == "cut":
            path.write_bytes(path.read_bytes()[:-9])
    a_day(office)
    assert current_rows(office.house) == current_rows(whole(office, tmp_path / "whole"))


def test_months_are_for_nobody_else_and_go_with_the_versions_that_name_them(tmp_path):
    from data.__main__ import main

    office = an_office(tmp_path, random.Random(1))
    first = keys_of(office.house)
    for path in (office.house / store.MONTHS).iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((office.house / store.MONTHS).stat().st_mode) == 0o700
    a_day(office)
    main(["prune", "--keep", "5", "--warehouse", str(office.house)])
    assert keys_of(office.house) > first
    main(["prune", "--keep", "1", "--warehouse", str(office.house)])
    with duckdb.connect(str(versions.path_of(office.house, versions.current(office.house))), read_only=True) as con:
        assert keys_of(office.house) == {key for (key,) in con.execute("SELECT key FROM month_part").fetchall()} < keys_of(
            office.house
        ) | first


def test_what_reads_the_rows_of_a_split_kind_says_that_it_is_made_by_month():
    for path in MARTS.glob("*.sql"):
        text = path.read_text(encoding="utf-8")
        for kind in SPLIT:
            assert (month_kind(text) == kind) == (f"acc_{kind}" in text), path.name
    assert {kind: len(marts(kind)) for kind in SPLIT} == {"attendance": 3, "evaluations": 3}
