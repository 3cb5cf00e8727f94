"""Sheets of offices nobody thought of: platforms, other calendars, layouts that no row is one record of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import openpyxl
import pytest

from data import clock, workbook
from data.codes import load
from data.dates import read_date
from data.faults import Refused
from data.form import PERSON, ROWS, Form, begin
from data.form_spec import gaps, spec
from data.spans import read_span
from tests.foreign import of_class
from tests.taking import take_in
from tests.test_form import step

CODES, FILES = load(), Path(__file__).parent / "books"


@pytest.fixture
def begun(tmp_path):
    """(name, rows) -> (form, codes of the notes) proposed for a workbook of these rows, or a text with commas."""

    def write(name: str, *rows: tuple, merged: tuple[str, ...] = ()) -> tuple[Form, set[str]]:
        path = tmp_path / name
        if path.suffix == ".csv":
            path.write_text("\n".join(",".join(map(str, row)) for row in rows), encoding="utf-8")
        else:
            book = openpyxl.Workbook()
            for row in rows:
                book.active.append(row)
            for region in merged:
                book.active.merge_cells(region)
            book.save(path)
        form, sheets = begin(path, CODES)
        return form, {said.code for said in sheets.notes}

    return write


def refusal(begun, name: str, *rows: tuple) -> str:
    with pytest.raises(Refused) as refused:
        begun(name, *rows)
    (said,) = refused.value.notes
    return f"{said.code}: {said.zh}"


def test_days_of_other_calendars_are_the_same_days():
    day = "2026-03-09"
    eras = ("R8.3.9", "令和8年3月9日", "115/03/09", "1404/12/18", "9/3/2569")
    for text in ("2026. 3. 9.", "2026. 3. 9.(월)", "2026년 3월 9일", *eras):
        assert read_date(text, "dmy") == day, text
    new_years = {1350: "1971-03-21", 1375: "1996-03-20", 1399: "2020-03-20", 1403: "2024-03-20", 1404: "2025-03-21"}
    assert {year: read_date(f"{year}/1/1") for year in new_years} == new_years  # as the calendar office of Iran gives them
    assert read_date("1403/12/30") == "2025-03-20" and read_date("1404/12/30") is None  # a leap year, and none


def test_a_list_of_days_in_one_cell_is_the_first_and_the_last_of_them():
    spans = {"3月5日、6日": ("--03-05", "--03-06"), "2026年3月5日、12日和19日": ("2026-03-05", "2026-03-19"),
             "5, 6 and 9 March 2026": ("2026-03-05", "2026-03-09"), "3月6日、5日": None, "5、6": None}  # fmt: skip
    assert {text: read_span(text) for text in spans} == spans


def test_a_session_in_which_somebody_wrote_an_unknown_word_is_a_session_all_the_same(begun):
    people = [(f"P{n:03}", "Present", "Gone fishing" if n % 2 else "Present", "Present", "Present") for n in range(6)]
    form, _ = begun("register.xlsx", ("P/NO", "DAY 1", "DAY 2", "DAY 3", "DAY 4"), *people)
    assert form.long == ("DAY 1", "DAY 2", "DAY 3", "DAY 4")
    people = [(f"G{n:03}", "√", "抽调" if n % 3 else "√", "抽调" if n % 2 else "√", "√", "√") for n in range(6)]
    form, _ = begun("签到.xlsx", ("工号", "开班式", "远程课", "现场教学", "研讨", "结业式"), *people)
    assert form.long == ("开班式", "现场教学", "研讨", "结业式")  # half of a column tells; a third of one does not


def test_a_platform_counts_marks_and_the_sums_are_no_sessions(begun):
    days = ("9 Mar 2026 09.00 All students", "10 Mar 2026 09.00 All students")
    heading = ("Last name", "ID number", *days, "P", "L", "E", "A", "Taken sessions")
    people = [(f"S{n}", f"E{n:03}", "P (2/2)", ("L (1/2)", "E (1/2)", "A (0/2)")[n % 3], 1, 0, 1, 0, 2) for n in range(6)]
    form, _ = begun("Course_Attendances.csv", heading, *people)
    assert form.long == days and [form.says[h]["date"] for h in form.long] == ["2026-03-09", "2026-03-10"]
    assert form.values["status"] == {"P (2/2)": "P", "L (1/2)": "L", "E (1/2)": "V", "A (0/2)": "A"}  # E is excused there
    rows = [("月度汇总 统计日期：2026-03-01 至 2026-03-31",), ("报表生成时间：2026-04-01 09:00",),
            ("姓名", "工号", "休息天数", "迟到次数", "考勤结果", "", ""), ("", "", "", "", 9, 10, 11),
            *((f"冯{n}", f"D{n:03}", 0, 1, "正常", "迟到12分钟" if n else "正常", "旷工") for n in range(4))]  # fmt: skip
    for name, merged in (("钉钉.xlsx", ("E3:G3", "A3:A4", "B3:B4", "C3:C4", "D3:D4")), ("另存.xlsx", ())):
        form, _ = begun(name, *rows, merged=merged)
        assert [form.says[h]["date"] for h in form.long] == [f"2026年03月{day}日" for day in (9, 10, 11)]


def test_rows_of_days_and_of_halves_of_a_day_are_sessions_of_their_own(begun, tmp_path):
    rows = [(f"2026/03/{day:02} 星期{'一二'[day - 9]}", f"zheng{n}", "正常") for day in (9, 10) for n in range(4)]
    form, _ = begun("打卡日报.xlsx", ("时间", "账号", "考勤结果"), *rows)
    assert form.column("date") == "时间" and form.person == "账号"
    rows = [(f"G{n:03}", half, "√", "×" if (n, half) == (1, "下午") else "√", "√")
            for n in range(5) for half in ("上午", "下午")]  # fmt: skip
    form, _ = begun("分时段.xlsx", ("工号", "时段", "3月9日", "3月10日", "3月11日"), *rows)
    form = of_class(form, hours="4")
    assert form.column("session_id") == "时段" and gaps(form) == ()
    with duckdb.connect() as con:
        take_in(con, step(tmp_path / "分时段.xlsx", form, tmp_path / "p", tmp_path / "w")[0], tmp_path)
        asked = "SELECT count(*), count(DISTINCT session_id), count(*) FILTER (status = 'A') FROM acc_attendance"
        assert con.execute(asked).fetchone() == (30, 6, 1)
        assert con.execute("SELECT count(*) FROM acc_sessions").fetchone() == (6,)


def test_one_or_two_days_of_marks_are_sessions_too(begun):
    people = [(f"G{n:03}", "√", "×" if n else "√") for n in range(5)]
    assert begun("两天.xlsx", ("工号", "3月9日", "3月10日"), *people)[0].long == ("3月9日", "3月10日")
    broken = [(who, first, "=1+1") for who, first, _ in people]  # nobody has worked these out: rejected, not passed over
    assert begun("公式.xlsx", ("工号", "3月9日", "3月10日"), *broken)[0].long == ("3月9日", "3月10日")
    assert begun("一天.xlsx", ("工号", "3月9日"), *(row[:2] for row in people))[0].long == ("3月9日",)
    form, _ = begun("签到.xlsx", ("3月9日签到表",), ("工号", "上午", "下午"), *people)
    assert [(form.says[h]["session_id"], form.says[h]["date"]) for h in form.long] == [
        ("3月9日-1", "3月9日"), ("3月9日-2", "3月9日")]  # fmt: skip
    assert begun("名册.xlsx", ("工号", "党员", "住宿"), *people)[0].long == ()


def test_lists_side_by_side_and_people_as_columns_are_refused_with_what_to_do(begun):
    people = [(n, f"张{n}", "√", n + 6, f"李{n}", "√") for n in range(1, 7)]
    said = refusal(begun, "并排.xlsx", ("3月9日签到表",), ("序号", "姓名", "签到", "序号", "姓名", "签到"), *people)
    assert said.startswith("side_by_side") and "2 份名单" in said and "粘贴到左边名单的下面" in said
    names = [f"王{n}" for n in range(6)]
    days = [(f"3月{day}日", *("√" if n else "×" for n in range(6))) for day in (9, 10, 11)]
    said = refusal(begun, "转置.xlsx", ("姓名", *names), ("工号", *(f"G{n}" for n in range(6))), *days)
    assert said.startswith("turned") and "转置" in said
    form, _ = begun("卡.xlsx", ("日期", "上午", "下午", "晚上"), *((f"3月{day}日", "√", "√", "×") for day in (9, 10, 11)))
    assert form.kind == "attendance"  # one person's card is no list of people


def test_signatures_that_are_pictures_are_said_to_be_unreadable(begun):
    form, said = begun("签到表.xlsx", ("3月9日签到表",), ("序号", "姓名", "签到"), *((n, f"孙{n}", "") for n in range(6)))
    assert "unsigned" in said and ("attendance", "status") in gaps(form)


def test_a_session_may_end_after_midnight():
    cases = {("22:00", "00:10", "22:15", "00:05"): "P", ("22:00", "23:40", "22:15", "00:05"): "E",
             ("22:30", "00:10", "22:15", "00:05"): "L", ("00:02", "00:10", "22:15", "00:05"): "L",
             ("22:00", "00:10", None, "23:50"): "P", ("08:50", "17:30", "09:00", "17:00"): "P",
             ("08:50", "16:30", "09:00", "17:00"): "E", ("09:10", "17:30", "09:00", "17:00"): "L",
             (None, "16:10", "09:00", "17:00"): "E", ("08:50", None, "09:00", "17:00"): "P"}  # fmt: skip
    with duckdb.connect() as con:
        for times, meant in cases.items():
            came, gone, late, early = (str(clock.minute(text)) if text else "NULL" for text in times)
            came_at, gone_at, ends = clock.over_midnight(came, gone, late, early)
            judged = f"SELECT CASE WHEN {came_at} > {late} THEN 'L' WHEN {gone_at} < {ends} THEN 'E' ELSE 'P' END"
            assert con.execute(judged).fetchone() == (meant,), times


def test_scales_are_turned_by_the_words_of_other_languages_and_unknown_words_are_asked_about(begun):
    def asked(name: str, title: str, *points: object) -> tuple[Form, set[str]]:
        rows = [(n, f"2026/3/13 16:0{n}:00", *points) for n in range(6)]
        return begun(name, (title,), ("序号", "提交答卷时间", "Inhalt", "Dozent", "Gesamteindruck"), *rows)

    form, said = asked("noten.xlsx", "1 = sehr gut, 6 = ungenügend", 1, 2, 5)
    assert form.values["score"] == {str(n): str(7 - n) for n in range(1, 7)} and form.constants["scale_max"] == "6"
    assert "scale_unclear" not in said
    assert "scale_unclear" in asked("spitze.xlsx", "1 = spitze, 5 = naja", 1, 2, 5)[1]
    assert asked("anteile.xlsx", "Umfrage", 0.25, 0.5, 1.0)[0].constants["scale_max"] == "1"  # 25 % as a cell of Excel
    assert asked("sterne.xlsx", "Umfrage", "5星", "4星", "3星")[0].constants["scale_max"] == "5"


def test_the_title_says_course_number_and_days_as_clerks_write_them(begun):
    people = [(f"P{n:03}", *["Present"] * 3) for n in range(5)]
    form, _ = begun("register.xlsx", ("Course: Senior Management Course (SMC-07)",), ("", "Dates: 9th – 13th March 2026"),
                    ("P/NO", "DAY 1", "DAY 2", "DAY 3"), *people)  # fmt: skip
    assert form.class_row == {"class_id": "SMC-07", "title": "Senior Management Course", "start_date": "2026-03-09",
                              "end_date": "2026-03-13"}  # fmt: skip
    assert {form.columns[name] for name in form.long} == {ROWS} and form.columns["P/NO"] == PERSON
    assert spec(form, "register.xlsx")["record"][0]["kind"] == "classes"


@pytest.mark.parametrize("suffix", ["xls", "ods", "xlsx"])
def test_a_formula_that_went_wrong_is_named_in_every_form_of_workbook(suffix):
    (sheet, rows), *_ = workbook.tops(FILES / f"errors.{suffix}", 9)
    assert sheet == "classes" and [row[3] for row in rows[1:]] == ["2026-03-02", "#DIV/0!", "2026-03-02", "#NAME?"]
    assert [row[0] for row in rows[1:]] == ["K1", "K2", "#N/A", "K4"]
    assert [row[5] for row in rows[3:]] == ["#VALUE!", "#DIV/0!"]
    below = [cells for _, cells in workbook.rows_below(FILES / f"errors.{suffix}", sheet, 0, 6)]
    assert below == [list(row) for row in rows[1:]]


def test_a_number_that_everybody_wrote_beside_a_nickname_is_the_number_of_the_roster(begun, tmp_path):
    names = [f"JC{n:03}-李{n}" if n % 2 else f"李{n}（JC{n:03}）" for n in range(6)]
    heading = ("用户昵称（入会昵称）", "首次入会时间", "最后退会时间")
    form, said = begun("参会成员.xlsx", heading, *((name, "2026/03/12 13:52:10", "2026/03/12 16:02:10") for name in names))
    assert "number_in_name" in said and form.parts == {form.person: "number"}
    begun("名单.xlsx", ("工号", "姓名"), *((f"JC{n:03}", f"李{n}") for n in range(6)))
    people = []
    for name in ("参会成员.xlsx", "名单.xlsx"):
        form = of_class(begin(tmp_path / name, CODES)[0], hours="4")
        with duckdb.connect() as con:
            take_in(con, step(tmp_path / name, form, tmp_path / f"p{name}", tmp_path / f"w{name}")[0], tmp_path)
            people.append(con.execute("SELECT cadre_id FROM acc_enrollments ORDER BY 1").fetchall())
    assert people[0] == people[1] and len(people[0]) == 6
    form, said = begun("昵称.xlsx", heading, *((f"李{n}", "2026/03/12 13:52:10", "2026/03/12 16:02:10") for n in range(6)))
    assert form.parts == {} and "number_in_name" not in said


def test_a_question_whether_something_is_up_to_date_is_a_question(begun):
    heading = ("ID", "Submission time", "Date", "Relevant to my work", "Content up to date", "Trainer clear")
    rows = [(n, f"2026-03-13 16:0{n}:00", "2026-03-13", "Satisfied", "Neutral", "Very satisfied") for n in range(6)]
    form, _ = begun("Evaluation.xlsx", heading, *rows)
    assert form.long == heading[3:] and form.column("submitted_on") == "Submission time"


def test_a_question_that_somebody_passed_over_is_asked_all_the_same(begun, tmp_path):
    heading = ("序号", "提交答卷时间", "1、(内容)", "1、(方法)", "2、(教师)")
    rows = [(n, f"2026/3/13 16:0{n}:00", 5, -2 if n == 1 else 4, -3 if n == 2 else 3) for n in range(6)]
    form, _ = begun("问卷.xlsx", heading, *rows)
    assert form.long == heading[2:]
    says = {name: {**said, "dimension_code": "CC"} for name, said in form.says.items()}
    form = of_class(replace(form, says=says))
    with duckdb.connect() as con:
        take_in(con, step(tmp_path / "问卷.xlsx", form, tmp_path / "p", tmp_path / "w")[0], tmp_path)
        assert con.execute("SELECT count(*), min(score) FROM acc_evaluations").fetchone() == (16, 3)
        assert con.execute("SELECT count(*) FROM rejected").fetchone() == (0,)


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_a_cell_says_what_it_shows_in_every_form_of_workbook(suffix):
    """Column by column: 0000, 0%, 0.0%, a number with a sign that is only written behind it, no format."""
    (sheet, rows), *_ = workbook.tops(FILES / f"shown.{suffix}", 9)
    percent = [(f"{80 + n}%", f"{n + 0.5:g}%", str(n), f"{n * 1.25:g}") for n in range(1, 7)]
    people = [(f"{n * 7:04}", *cells) for n, cells in enumerate(percent, 1)]
    assert list(rows[1:]) == [*people, ("1234567890123", "100%", "91%", "50", "")], sheet
    below = [tuple(cells[:4]) for _, cells in workbook.rows_below(FILES / f"shown.{suffix}", sheet, 0, 5)]
    assert below == [row[:4] for row in rows[1:]]
