"""One class in several files: a sheet a day, the same file once more, and an updated one: all counted once, nothing lost."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import openpyxl
import pytest

from data import form_shapes, form_spec, job, titles, versions
from data.build import Order
from data.codes import load
from data.form import begin
from data.sources import sha256
from tests.foreign import CLASS, of_class, survey

CODES, HEADING = load(), ("工号", "姓名", "签到")


@pytest.fixture
def office(tmp_path, monkeypatch):
    """An office that hands in files of one class as the page would: described as the page proposes, its class filled in."""
    return Office(tmp_path)


class Office:
    def __init__(self, folder):
        self.folder, self.house, self.number = folder, folder / "warehouse", 0

    def sheet(self, name: str, title: str, *absent: int):
        """A sign-in sheet of ten people."""
        book = openpyxl.Workbook()
        people = [(f"G{n:03}", f"张三{'甲乙丙丁戊己庚辛壬癸'[n]}", "×" if n in absent else "√") for n in range(10)]
        for row in ((title,), HEADING, *people):
            book.active.append(row)
        book.save(self.folder / name)
        return self.folder / name

    def described(self, path):
        """The form that the page proposes for a file, with the class and its hours filled in where it brings them."""
        known = form_shapes.as_before(path, sha256(path), self.house)
        if known and known[2]:
            return known[1]
        like = form_shapes.fitting(path, CODES, form_shapes.earlier(self.house))
        form, _ = form_shapes.beside_known(like[1] if like else begin(path, CODES)[0], self.house)
        row = {**CLASS, **form.class_row} if "classes" in form.brings else form.class_row
        return replace(form, class_row=row, constants={**form.constants, "hours": "4"})

    def bring(self, path, form=None, replaces=()):
        """Adds the file; the codes of what was said."""
        self.number += 1
        profile = form_spec.write(form or self.described(path), path.name, self.folder / f"p{self.number}")
        result = job.make(((Order((path,), self.house, profile, None, 1.0), replaces),), lambda *_: None)
        return [said.code for said in result.notes]

    def ask(self, query: str):
        with duckdb.connect(str(versions.path_of(self.house, versions.current(self.house))), read_only=True) as con:
            return con.execute(query).fetchall()

    def counted(self) -> dict[str, tuple[int, int]]:
        """Kind -> rows, accepted rows."""
        found = self.ask("SELECT kind, sum(rows)::INT, sum(accepted)::INT FROM source_file GROUP BY kind")
        return {kind: rows for kind, *rows in found}


def test_a_sheet_a_day_is_taken_whole_and_its_days_have_the_year_of_the_class_whichever_came_first(office):
    for day in range(2, 7):  # what profiles are called by is a hash: of five some come before that of the first
        office.bring(office.sheet(f"签到{day}.xlsx", f"外来班3月{day}日签到表", day))
    assert office.counted() == {"classes": [1, 1], "enrollments": [10, 10], "sessions": [5, 5], "attendance": [50, 50]}
    assert office.ask("SELECT count(*) FROM rejected_row") == [(0,)]


def test_the_same_file_once_more_under_another_name_counts_once(office):
    first = office.sheet("签到2.xlsx", "外来班3月2日签到表", 2)
    office.bring(first)
    twin = first.with_name("另存.xlsx")
    twin.write_bytes(first.read_bytes())
    assert office.bring(twin) == ["replaced_file"]
    assert office.counted() == {"classes": [1, 1], "enrollments": [10, 10], "sessions": [1, 1], "attendance": [10, 10]}
    assert office.bring(twin) == ["known_file"]


def test_answers_handed_in_twice_under_two_names_count_once(office):
    found = []
    for name in ("问卷.xlsx", "张处 问卷.xlsx"):
        path = survey(office.folder / name)
        path.write_bytes((office.folder / "问卷.xlsx").read_bytes())
        office.bring(path, of_class(begin(path, CODES)[0]))
        found.append(office.counted()["evaluations"])
    assert found[0] == found[1] and found[0][0] == 18


def test_an_updated_sheet_of_the_same_name_takes_the_place_of_the_first_with_all_that_it_brought(office):
    office.bring(office.sheet("签到2.xlsx", "外来班3月2日签到表", 2))
    office.bring(office.sheet("签到3.xlsx", "外来班3月3日签到表"))
    updated = office.sheet("签到2 (1).xlsx", "外来班3月2日签到表", 2, 5)
    name, form, same = form_shapes.as_before(updated, sha256(updated), office.house)
    assert (name, same) == ("签到2.xlsx", False)
    assert office.bring(updated, form, (name,)) == ["replaced_file"]
    assert office.counted() == {"classes": [1, 1], "enrollments": [10, 10], "sessions": [2, 2], "attendance": [20, 20]}


def test_a_title_calls_a_class_alike_on_all_of_its_days():
    told = ("青年班3月2日上午签到表", "2026年3月2日青年班签到表", "青年班第三次签到表", "青年班签到表（3月2日）",
            "青年班 3月2日 签到")  # fmt: skip
    assert {titles.class_of("", (title,))["title"] for title in told} == {"青年班"}
    assert titles.class_of("", ("第三期青年班签到表",))["title"] == "第三期青年班"


def test_a_sheet_of_another_class_with_the_same_headings_brings_that_class(office):
    office.bring(office.sheet("签到2.xlsx", "外来班3月2日签到表", 2))
    office.bring(office.sheet("签到3.xlsx", "外来班3月3日签到表"))
    form = form_shapes.fitting(office.sheet("其他.xlsx", "青年班3月4日签到表"), CODES, form_shapes.earlier(office.house))[1]
    assert form.class_row["title"] == "青年班" and "classes" in form.brings
