"""Files of offices in a country nobody thought of: numbers of persons, lists of absentees, who signed below the list."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import openpyxl
import pytest

from data.codes import load
from data.faults import Refused
from data.foot import is_foot
from data.form import PERSON, begin
from tests.foreign import begun as begun
from tests.foreign import of_class
from tests.taking import take_in
from tests.test_form import step


def test_the_number_of_a_person_goes_before_the_name_whatever_it_is_called(begun):
    rows = [(f"C{n % 2}", f"{20090037 + n // 2}/NKU", f"Wanjiku {'AB'[n % 2]}. Otieno", "Job Group K", "Gilgil")
            for n in range(8)]  # fmt: skip
    for told in ("Personal No.", "Personnel Number", "Service No", "Payroll No.", "P/F No."):
        form, _ = begun("roll.xlsx", ("Course Code", told, "Name of Officer", "Job Group", "Sub-County"), *rows)
        assert (form.column("cadre_id"), form.column("region_code")) == (told, "Sub-County"), told
    marks = [(number, name, 20 + n, 30 + n) for n, (_, number, name, *_) in enumerate(rows[::2])]
    form, _ = begun("marks.xlsx", ("Reg. of officer", "Name", "Pre-test", "Post-test"), *marks)
    assert form.columns["Reg. of officer"] == PERSON  # beside the names, another one for each


def test_the_name_of_the_file_tells_more_than_what_a_programme_calls_its_sheet(begun, tmp_path):
    heading = ("Timestamp", "Course Code", "Personal No.", "Round", "Rater", "Have you used what you learned at work?")
    rows = [("02/03/2026 10:00:00", "K1", f"2009{n:03}/N", "3 months", "Trainee", "Yes") for n in range(6)]
    begun("Follow-up.xlsx", heading, *rows)
    book = openpyxl.load_workbook(tmp_path / "Follow-up.xlsx")
    book.active.title = "Form Responses 1"
    book.save(tmp_path / "Follow-up.xlsx")
    form, _ = begin(tmp_path / "Follow-up.xlsx", load())
    assert form.kind == "follow_ups" and form.column("applied") == heading[-1]


@pytest.mark.parametrize(("name", "heading"), [
    ("缺勤名单.xlsx", ("工号", "姓名", "日期", "原因")),
    ("Absentees March.xlsx", ("Staff No", "Name", "Date", "Remarks")),
    ("三月.xlsx", ("工号", "姓名", "缺课日期", "请假天数")),
    ("March.xlsx", ("Staff No", "Name", "Date of absence", "Days")),
])  # fmt: skip
def test_a_list_of_those_who_were_away_is_neither_a_roster_nor_attendance(name, heading, begun):
    with pytest.raises(Refused) as refused:
        begun(name, heading, *((f"G{n:03}", f"张{n}", "2026-03-02", "病假") for n in range(5)))
    (told,) = refused.value.notes
    assert told.code == "only_absent" and "签到表" in told.zh and "sign-in sheet" in told.en and name in told.en


def test_a_sheet_of_the_whole_class_that_is_called_after_those_away_is_read(begun):
    rows = [(f"G{n:03}", "2026-03-02", "旷课" if n % 3 else "出勤") for n in range(6)]
    assert begun("缺勤统计表.xlsx", ("工号", "日期", "考勤状态"), *rows)[0].kind == "attendance"
    away = [(f"G{n:03}", "×" if n % 3 else "", "", "×" if n % 4 else "") for n in range(6)]
    assert begun("Absentees.xlsx", ("Staff No", "Day 1", "Day 2", "Day 3"), *away)[0].blank == "P"


def test_who_signed_below_the_list_takes_no_part(begun, tmp_path):
    people = [(f"K{n:05}", f"J{n}", "P", "P", "A") for n in range(8)]
    below = [("Prepared by:", "Mary W."), ("Checked by: John", "", "", "Date: 3/3/2026"), ("NB: P=Present", "A=Absent"),
             ("班主任：", "王老师"), ("应到8人", "实到7人")]  # fmt: skip
    form, _ = begun("register.xlsx", ("Staff No", "Name", "Day 1", "Day 2", "Day 3"), *people, (), *below)
    says = {name: {**said, "date": f"2026-03-0{2 + i}"} for i, (name, said) in enumerate(form.says.items())}
    form = replace(of_class(form, hours="4", level_code="B4"), says=says)
    with duckdb.connect() as con:
        take_in(con, step(tmp_path / "register.xlsx", form, tmp_path / "p", tmp_path / "w")[0], tmp_path)
        assert con.execute("SELECT count(*) FROM acc_enrollments").fetchone() == (8,)
        assert con.execute("SELECT count(*) FROM rejected").fetchone() == (0,)
    assert not any(is_foot((text,)) for text in ("Keya Nbele", "Checkland", "班主任培训班", "应到", "Key skills", "NB-0012"))


def test_a_legend_of_marks_of_one_letter_and_of_two_is_read_whole(begun):
    people = [(f"K{n:05}", "P", "AB" if n % 3 else "P", "SL" if n % 4 == 1 else "P") for n in range(8)]
    heading = ("Staff No", "2 Mar 2026", "3 Mar 2026", "4 Mar 2026")
    for legend in ("Key: P = Present, AB = Absent, SL = Sick leave", "P=Present AB=Absent SL=Sick leave"):
        form, _ = begun("register.xlsx", (legend,), heading, *people)
        assert {text: form.values["status"].get(text) for text in ("AB", "SL")} == {"AB": "A", "SL": "V"}, legend
