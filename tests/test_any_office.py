"""Exports and sheets of further offices: programmes for attendance and meetings, other tongues, days that span a cell."""

from __future__ import annotations

import duckdb
import pytest

from data.codes import load
from data.dates import read_date
from data.differences import _counted
from data.encoding import sample
from data.fields import kinds
from data.form_rows import hold
from data.form_rows import sample as first_rows
from data.form_shapes import beside_known
from data.form_spec import gaps, spec
from data.identity import hashed, pads
from data.mapping import STEP, WIDE
from data.spans import read_span, whole_days
from data.store import grew_from
from data.versions import path_of
from tests.foreign import begun, of_class

__all__ = ["begun"]  # the fixture
CODES = load()


@pytest.mark.parametrize(("text", "order", "days"), [
    ("3/5-3/7", "ymd", ("2026-03-05", "2026-03-07")),
    ("3月9日-11日", "ymd", ("2026-03-09", "2026-03-11")),
    ("2026年3月23日至25日", "ymd", ("2026-03-23", "2026-03-25")),
    ("3月5日（周四）上午至3月7日（周六）下午", "ymd", ("2026-03-05", "2026-03-07")),
    ("4.7-9", "ymd", ("2026-04-07", "2026-04-09")),
    ("12月30日—1月3日", "ymd", ("2026-12-30", "2027-01-03")),
    ("5-7 March 2025", "ymd", ("2025-03-05", "2025-03-07")),
    ("March 30 - April 2, 2025", "ymd", ("2025-03-30", "2025-04-02")),
    ("du 30 mars au 3 avril 2025", "ymd", ("2025-03-30", "2025-04-03")),
    ("02-06.03.2025", "dmy", ("2025-03-02", "2025-03-06")),
])  # fmt: skip
def test_one_cell_says_the_first_and_the_last_day(text, order, days):
    assert whole_days(text, order, "2026") == days


@pytest.mark.parametrize("text", ["2026-03-05", "3-5", "8:30-17:30", "L1-L3", "2月27-30日", "3月7日-3月", "2-2-2026"])
def test_what_is_no_pair_of_days_is_never_taken_for_one(text):
    assert read_span(text) is None


def test_a_plan_of_classes_says_both_days_in_one_cell_and_its_title_the_year(begun):
    form, _ = begun("计划.xlsx", ("2026年度班次计划",), ("班次编号", "培训班名称", "培训类别", "培训时间"),
                    *((f"K{n}", "某班", "在职培训", f"3月{n}日-{n + 2}日") for n in range(1, 6)))  # fmt: skip
    record = spec(form, "计划.xlsx")["record"][0]
    assert form.kind == "classes" and gaps(form) == () and record["year"] == 2026
    assert record["columns"]["start_date"] == record["columns"]["end_date"] == "培训时间"


def test_a_month_before_a_day_in_chinese_stays_so_in_whatever_order_other_dates_are():
    assert read_date("3月9日", "dmy") == "--03-09" and read_date("9/3", "dmy") == "--03-09"


def test_months_and_weekdays_are_read_in_the_tongues_of_further_countries():
    told = {"5 marca 2026": "03", "5. září 2026": "09", "5 maggio 2026": "05", "5 października 2026": "10"}
    told |= {"5 مارس 2026": "03"}
    assert {text: read_date(text) for text in told} == {text: f"2026-{month}-05" for text, month in told.items()}
    assert read_date("3/5(木)") == "--03-05" and read_date("5-mar") == "--03-05"


@pytest.mark.parametrize(("heading", "row"), [
    ("Lp.;Nr ewidencyjny;Imię i nazwisko;Województwo;05.03.2026", "1;E880;Łukasz Wiśniewski;łódzkie;obecny"),
    ("Osobní číslo;Příjmení a jméno;Kraj;Datum zahájení", "4400;Dvořák Jiří;Zlínský;05.03.2026"),
    ("Törzsszám;Név;Megye;Jelenlét", "7;Erdős Győző;Győr-Moson-Sopron;jelen"),
])  # fmt: skip
def test_files_of_central_europe_are_read_in_their_own_letters(tmp_path, heading, row):
    path = tmp_path / "lista.csv"
    path.write_bytes("\r\n".join((heading, row, row)).encode("cp1250"))
    assert heading in sample(path) and row in sample(path)


@pytest.mark.parametrize("line", [
    "Matricule;Prénom;Élève;Résultat à l'épreuve", "Personalnummer;Größe;Übung;für Müller", "Número;Año;Señor Muñoz;Línea",
    "Çalışan;Adı;Şehir;Başarılı İşçi", "Matrícula;Situação;Avaliação;João Simões",
])  # fmt: skip
def test_files_of_western_europe_and_turkey_are_read_as_before(tmp_path, line):
    path = tmp_path / "liste.csv"
    path.write_bytes("\r\n".join((line, line, line)).encode("cp1254" if "ş" in line else "cp1252"))
    assert line in sample(path)


def test_what_a_programme_for_attendance_calls_a_shift_is_no_class(begun):
    form, _ = begun("每日统计.xlsx", ("姓名", "工号", "日期", "班次", "上班1打卡时间", "上班1打卡结果"),
                    *((f"钱{n}", f"D{n:03}", "26-03-09 星期一", "培训 08:30-17:30", "08:12", "正常")
                      for n in range(6)))  # fmt: skip
    assert form.kind == "attendance" and form.column("status") == "上班1打卡结果"
    assert not form.column("class_id") and ("classes", "class_id") in gaps(form)


def test_the_number_beside_a_name_says_who_it_is_whatever_it_is_called(begun):
    marks = [("P",) * 3, ("A", "P", "P")] * 3
    days = ("05/03/2026", "06/03/2026", "09/03/2026")
    left, _ = begun("folha.xlsx", ("N.º mecanográfico", "Nome", *days),
                    *((f"{5500 + n}", "Inês", *m) for n, m in enumerate(marks)))  # fmt: skip
    assert left.person == "N.º mecanográfico"
    phone, _ = begun("签到.xlsx", ("姓名", "手机", *days), *((f"人{n}", f"1370000000{n}", *m) for n, m in enumerate(marks)))
    assert phone.person == "姓名"


def test_whoever_is_in_the_list_of_a_meeting_came_once_and_how_long_is_no_arrival(begun):
    people = [(f"J{n}-李", f"2026/03/12 13:5{n}:10", "2026/03/12 16:02:10", "01:50:00") for n in range(6)]
    heading = ("用户昵称（入会昵称）", "首次入会时间", "最后退会时间", "累计参会时长")
    form, said = begun("参会成员.xlsx", ("会议主题", "网络班"), (), heading, *people)
    assert form.kind == "attendance" and form.column("status") == "首次入会时间" and not form.long
    assert form.clock == {"首次入会时间": {"out": "最后退会时间"}} and "signed_log" in said


def test_blank_cells_of_a_sheet_that_only_ticks_are_absent_and_a_session_nobody_came_to_was_not_held(begun):
    days = ("3月9日", "3月10日", "3月11日")
    ticked, said = begun("签到.xlsx", ("工号", *days), *((f"G{n:03}", "√", "√" if n % 3 else None, None) for n in range(6)))
    assert ticked.blank == "A" and ticked.long == days[:2] and "blank_absent" in said
    both, said = begun("考勤.xlsx", ("工号", *days), *((f"G{n:03}", "√", "√" if n % 3 else None, "×") for n in range(6)))
    assert both.blank == "" and "blank_open" in said
    full, said = begun("全到.xlsx", ("工号", *days), *((f"G{n:03}", "√", "√", "√") for n in range(6)))
    assert full.blank == "" and not said & {"blank_absent", "blank_present", "blank_open"}


def test_a_legend_with_dashes_explains_the_letters_that_usual_marks_leave_open(begun):
    days = ("02.03", "03.03", "04.03")
    form, _ = begun("журнал.xlsx", ("Табельный №", *days), *((f"{1500 + n}", "+", "н", "ж") for n in range(6)),
                    ("Условные обозначения: ж – болел, н – отсутствовал",))  # fmt: skip
    assert form.values["status"] == {"+": "P", "н": "A", "ж": "V"}


def test_a_question_for_the_class_is_a_question_for_the_class(begun):
    rows = [("K1", "非常满意", "满意", "满意")] * 6
    for asked in ("1、您参加的培训班是：", "2. 您所在的班次是？", "Which course did you attend?"):
        form, _ = begun("问卷.xlsx", (asked, "3、评价—课程", "3、评价—教学方法", "3、评价—后勤"), *rows)
        assert form.kind == "evaluations" and form.column("class_id") == asked


def test_a_dash_where_points_are_asked_for_is_no_test_taken(begun, tmp_path):
    form, _ = begun("grades.xlsx", ("ID number", "Quiz: Pre-test (Real)", "Quiz: Post-test (Real)"),
                    *((f"M{n:04}", "5.60", "-" if n else "8.00") for n in range(6)))  # fmt: skip
    held = hold(tmp_path / "grades.xlsx", of_class(form), tmp_path)
    tests = next(each for each in first_rows(held, of_class(form), CODES) if each.kind == "assessments")
    assert (tests.tried, tests.faulty) == (7, 0)


def test_a_person_is_the_same_in_digits_of_other_scripts():
    with duckdb.connect() as con:
        same = {con.execute(f"SELECT {hashed('$text')}", {"text": text, **pads(b"k" * 40)}).fetchone()[0]
                for text in ("30010", "٣٠٠١٠", "۳۰۰۱۰", "３００１０")}  # fmt: skip
    assert len(same) == 1


def test_a_change_in_a_wide_row_is_named_by_the_row_people_see():
    with duckdb.connect() as con:
        rows = [("late", "问卷.xlsx", WIDE + row * STEP + column) for row in (2, 3) for column in range(4)]
        con.execute("CREATE TABLE changed (change VARCHAR, file VARCHAR, row BIGINT)")
        con.executemany("INSERT INTO changed VALUES (?, ?, ?)", rows)
        (found,) = _counted(con, kinds()["evaluations"]).to_dict("records")
    assert found["count"] == 8 and list(found["places"]) == ["问卷.xlsx: 2", "问卷.xlsx: 3"]


def test_a_sheet_of_a_class_in_the_data_brings_neither_the_class_nor_its_people_again(begun, sample):
    days = ("3月9日", "3月10日", "3月11日")
    people = [(f"P{n:02}", "√", "√", "×") for n in range(6)]
    for title in ("新录用公务员初任培训班签到表", "班次编号：K3", "班次编号：k3"):
        form, _ = begun("签到.xlsx", (title,), ("学号", *days), *people)
        found, (told,) = beside_known(form, sample.warehouse)
        assert found.class_row == {"class_id": "K3"} and found.brings == ("sessions",) and told.code == "class_there"
    form, _ = begun("签到.xlsx", ("乡村振兴专题培训班签到表",), ("学号", *days), *people)
    assert beside_known(form, sample.warehouse) == (form, ())  # two classes are called so


def test_going_back_leads_to_what_was_added_to_and_not_to_an_addition_that_was_undone(tmp_path):
    held = {"20260101-000000": "a", "20260102-000000": "ab", "20260103-000000": "ac"}
    for version, files in held.items():
        with duckdb.connect(str(path_of(tmp_path, version))) as con:
            columns = "ord INTEGER, name VARCHAR, sha256 VARCHAR, suffix VARCHAR, size BIGINT, profile VARCHAR"
            con.execute(f"CREATE TABLE received ({columns})")
            con.executemany("INSERT INTO received VALUES (1, $1, $1, '.csv', 1, '')", [[file] for file in files])
    first, second, third = held
    assert grew_from(tmp_path, third, (second, first)) == first and grew_from(tmp_path, first, (third, second)) == ""
