"""Files of further counties and countries: what would be taken for something else without a word."""

from __future__ import annotations

from pathlib import Path

import duckdb
import openpyxl
import pytest

from data.codes import load
from data.dates import read_date
from data.form import Form, begin
from data.grid import order_of
from data.short_years import order_told
from tests.taking import take_in
from tests.test_form import step
from tests.test_odd_sheets import take

__all__ = ["take"]  # the fixture
CODES = load()


@pytest.fixture
def begun(tmp_path):
    """(name, rows) -> (form, codes of the notes) proposed for a workbook of these rows."""

    def write(name: str, *rows: tuple, merged: tuple[str, ...] = ()) -> tuple[Form, set[str]]:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        for region in merged:
            book.active.merge_cells(region)
        book.save(tmp_path / name)
        form, sheets = begin(tmp_path / name, CODES)
        return form, {said.code for said in sheets.notes}

    return write


@pytest.fixture
def loaded(tmp_path):
    """(name, form, question) -> what a build of that file through the form holds."""

    def build(name: str, form: Form, question: str) -> list[tuple]:
        with duckdb.connect() as con:
            take_in(con, step(tmp_path / name, form, tmp_path / "p", tmp_path / "w")[0], tmp_path)
            return con.execute(question).fetchall()

    return build


def text(folder: Path, *lines: str) -> Path:
    path = folder / "classes.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(("days", "order"), [
    (("10/3/26", "11/3/26", "13/3/26"), "dmy"),
    (("26.3.5", "26.03.12", "26.11.28"), "ymd"),
    (("03/10/26", "03/12/26"), "mdy"),
    (("25/03/26", "26/03/26", "27/03/26"), "dmy"),  # not March in three years
    (("5/3/26 10:00:00", "28/11/26 10:00:00"), "dmy"),
    (("26.03.26",), "ymd"),  # the same day in any order
    (("25.03.26",), None), (("10/3/26",), None), (("03/04/26", "05/06/26"), None), (("12/31/26", "31/12/26"), None),
    (("2026-03-05", "3月5日"), None),
])  # fmt: skip
def test_which_part_is_a_year_of_two_digits_all_days_tell_or_none(days, order):
    assert order_told(days) == order and order_of([list(days)]) == (order or "ymd")


def test_a_year_of_two_digits_is_read_where_it_surely_comes_first_and_else_rejected(take, tmp_path):
    heading = "class_id,title,train_type,start_date,end_date"
    taken = take(text(tmp_path, heading, "K1,A,T4,26.3.5,26.3.9", "K2,B,T4,26.03.12,26.03.16"))
    assert taken.ask("SELECT CAST(start_date AS VARCHAR) FROM acc_classes") == [("2026-03-05",), ("2026-03-12",)]
    taken = take(text(tmp_path, heading, "K1,A,T4,10/3/26,13/3/26", "K2,B,T4,11/3/26,14/3/26"))
    assert [row[1:] for row in taken.rejected()] == [("start_date", day, "bad_date") for day in ("10/3/26", "11/3/26")]


def test_a_year_of_two_digits_behind_the_day_is_read_through_a_form(begun, loaded):
    heading = ("Course code", "Course title", "Type", "Start date", "End date")
    form, _ = begun("courses.xlsx", heading, *((f"IN{n}", "A", "T4", f"{n + 5}/3/26", f"{n + 9}/3/26") for n in range(8)))
    asked = "SELECT CAST(min(start_date) AS VARCHAR), CAST(max(end_date) AS VARCHAR), count(*) FROM acc_classes"
    assert form.date_order == "dmy" and loaded("courses.xlsx", form, asked) == [("2026-03-05", "2026-03-16", 8)]


def test_a_year_of_the_moon_is_no_year_of_the_sun():
    assert read_date("1404/12/18") == "2026-03-09"
    assert [read_date(text, "dmy") for text in ("1447/09/12", "12/9/1447", "1420/1/1")] == [None] * 3
