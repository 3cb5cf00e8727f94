"""Real messy spreadsheets: each loads through a profile of tests/profiles, or is refused in words that say what to do."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import openpyxl
import pytest

from data import balance, codes
from data.build import Order, build
from data.faults import Refused
from tests.taking import take_in

pytestmark = pytest.mark.real
PROJECT = Path(__file__).parents[2]
MESSY = Path(os.environ.get("MESSY_RECORDS") or PROJECT.parent / "shared" / "messy")
PROFILES = PROJECT / "tests" / "profiles"
LOADED = {  # profile -> (file, {kind: (rows, rejected)})
    "lab_seats": ("01_gbk_tsv_named_xls.xls", {"enrollments": (54, 0)}),
    "signin_sheet": (
        "02_class_signin_sheet.xlsx",
        {"enrollments": (58, 0), "sessions": (17, 0), "attendance": (986, 0)},
    ),
    "leave_summary": ("04_company_attendance_3row_header.xlsx", {"enrollments": (44, 0)}),
    "clock_times": ("04_company_attendance_3row_header.xlsx", {"enrollments": (46, 0)}),
    "matrix_questionnaire": ("08_wenjuan_matrix_questionnaire.xlsx", {"evaluations": (425, 0)}),
    "workshop_counts": ("13_ragged_rows_attendance.csv", {"classes": (290, 0)}),
    "course_log": ("15_moodle_log_CR_only_lines.csv", {"enrollments": (3, 0), "sessions": (44, 0), "attendance": (56, 0)}),
    "spanish_survey": ("18_utf8_bom_survey.csv", {"evaluations": (13434, 0)}),
}


def source(name: str) -> Path:
    """The file in place; absent files are told as other real records are."""
    path = MESSY / name
    if not path.is_file():
        reason = f"no messy records at {MESSY}; set MESSY_RECORDS to the folder that holds {name}"
        (pytest.fail if os.environ.get("XUNXIAO_REQUIRE_REAL") == "1" else pytest.skip)(reason)
    return path


@pytest.fixture
def taken(tmp_path):
    """Reads a messy file with its profile as a build does; gives the database."""
    with duckdb.connect() as con:

        def read(profile: str) -> duckdb.DuckDBPyConnection:
            order = Order((source(LOADED[profile][0]),), tmp_path, profile=PROFILES / profile)
            take_in(con, order, tmp_path)
            balance.balance(con, codes.load(), 0.02)
            return con

        yield read


@pytest.mark.parametrize("profile", LOADED)
def test_a_messy_file_loads_through_its_profile_and_no_row_is_lost(profile, tmp_path):
    file, expected = LOADED[profile]
    order = Order((source(file),), tmp_path, profile=PROFILES / profile, publish=False)
    found = {kind: (rows, rejected) for place, kind, rows, _, rejected in build(order).files if place != "profile.toml"}
    assert found == expected


def test_a_sign_in_sheet_gives_one_record_a_person_and_session(taken):
    con = taken("signin_sheet")
    book = openpyxl.load_workbook(source("02_class_signin_sheet.xlsx"), read_only=True)
    first: dict[object, tuple] = {}
    for row in book.active.iter_rows(min_row=2, values_only=True):
        first.setdefault(row[1], row[5:22])
    cells = [cell for row in first.values() for cell in row]
    counted = [("A", cells.count("未签到")), ("P", cells.count(None))]
    assert con.execute("SELECT status, count(*) FROM acc_attendance GROUP BY 1 ORDER BY 1").fetchall() == counted


def test_departments_merged_down_hold_for_every_person_and_notes_on_names_are_cut_off(taken):
    con = taken("leave_summary")
    assert con.execute("SELECT count(*), count(org_id) FROM acc_enrollments").fetchall() == [(44, 44)]
    assert con.execute("SELECT count(*) FROM acc_enrollments WHERE cadre_id LIKE '%月%'").fetchall() == [(0,)]


def test_matrix_headings_become_items_and_an_answer_outside_the_scale_is_none(taken):
    con = taken("matrix_questionnaire")
    items = con.execute("SELECT count(DISTINCT item_code), min(score), max(score) FROM acc_evaluations").fetchall()
    assert items == [(20, 1.0, 5.0)]


def test_days_without_a_year_take_that_of_the_class(taken):
    con = taken("course_log")
    assert con.execute("SELECT DISTINCT year(date) FROM acc_sessions").fetchall() == [(2018,)]


def test_a_blank_form_is_refused_as_one(tmp_path):
    order = Order((source("12_training_signin_form_side_by_side.xlsx"),), tmp_path, profile=PROFILES / "blank_form")
    with pytest.raises(Refused) as caught:
        build(order)
    (found,) = caught.value.notes
    assert found.code == "no_rows" and "空白表" in found.zh and "blank form" in found.en


@pytest.mark.parametrize("number", ["01", "02", "04", "08", "12", "13", "15", "18"])
def test_without_a_profile_a_messy_file_is_refused_with_the_way_out(number, tmp_path):
    (path,) = sorted(MESSY.glob(f"{number}_*")) or [source(number)]
    with pytest.raises(Refused) as caught:
        build(Order((path,), tmp_path))
    (found,) = caught.value.notes
    assert found.code == "unknown_kind" and "profile" in found.zh and "profile" in found.en
