"""Files of further counties and countries: what would be taken for something else without a word."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from data.codes import load
from data.dates import read_date
from data.faults import Refused
from data.form import Form
from data.grid import order_of
from data.short_years import order_told
from tests.foreign import begun, of_class
from tests.taking import take_in
from tests.test_form import step
from tests.test_odd_sheets import take

__all__ = ["begun", "take"]  # the fixtures
CODES = load()


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


PEOPLE = [(f"G{n:03}", f"张三{'甲乙丙丁戊己庚辛壬癸'[n]}") for n in range(10)]
MARKS = "SELECT status, count(*) FROM acc_attendance GROUP BY 1 ORDER BY 1"


def test_yes_and_no_are_presence_only_where_it_is_asked_who_came(begun, tmp_path):
    answers = [(*who, "Yes" if n % 2 else "No", "Yes", "No") for n, who in enumerate(PEOPLE)]
    assert begun("participants.xlsx", ("Staff No", "Name", "Vegetarian", "Hotel", "Parking"), *answers)[0].long == ()
    numbered = begun("list.xlsx", ("Staff No", "Name", "Session 1", "Session 2", "Session 3"), *answers)[0]
    assert numbered.long == ("Session 1", "Session 2", "Session 3")
    asked = ("编号", "提交时间", "您的姓名", "您的工号", "是否参加本次培训")
    rows = [(n, f"2026-03-02 08:1{n}:00", name, who, "否" if n == 3 else "是") for n, (who, name) in enumerate(PEOPLE)]
    assert begun("报名回执.xlsx", asked, *rows)[0].kind != "attendance"  # nobody has come yet
    away = ("编号", "提交时间", "您的姓名", "您的工号", "是否请假")
    assert begun("金山表单.xlsx", away, *rows)[0].kind != "attendance"


def test_a_form_that_asks_who_came_is_attendance_of_its_day_and_says_what_yes_means(begun, loaded):
    heading = ("编号", "提交时间", "您的姓名", "您的工号", "是否参加本次培训")
    rows = [(n, f"2026-03-02 08:1{n}:00", name, who, "否" if n == 3 else "是") for n, (who, name) in enumerate(PEOPLE)]
    form, said = begun("金山表单.xlsx", heading, *rows)
    assert (form.kind, form.constants["date"], said) == ("attendance", "2026-03-02", {"yes_is_present", "day_of_entries"})
    assert loaded("金山表单.xlsx", of_class(form, hours="4"), MARKS) == [("A", 1), ("P", 9)]
    twice = [(n, f"2026-03-0{2 + day} 08:10:00", name, who, "否" if n == day else "是")
             for day in range(2) for n, (who, name) in enumerate(PEOPLE)]  # fmt: skip
    form, said = begun("每日.xlsx", heading, *twice)
    assert form.day == "提交时间" and "day_of_entries" not in said
    sessions = "SELECT CAST(date AS VARCHAR), count(*) FILTER (a.status = 'A') FROM acc_sessions JOIN acc_attendance a " \
        "USING (session_id) GROUP BY 1 ORDER BY 1"  # fmt: skip
    assert loaded("每日.xlsx", of_class(form, hours="4"), sessions) == [("2026-03-02", 1), ("2026-03-03", 1)]
    two = [(*row, "是") for row in rows]
    form, said = begun("腾讯问卷.xlsx", (*heading[:4], "3.您是否到课？", "4.您是否参加了下午的课？"), *two)
    assert {each["date"] for each in form.says.values()} == {"2026-03-02"} and len(form.long) == 2


def test_what_counts_of_points_and_their_tops_is_the_total(begun, loaded):
    heading = ("工号", "姓名", "单选 满分", "单选 得分", "论述 满分", "论述 得分", "总分")
    rows = [(*who, 60, 50 + n % 3, 40, 20 + n, 70 + n % 3 + n) for n, who in enumerate(PEOPLE)]
    form, said = begun("训后测试成绩.xlsx", heading, *rows)
    assert form.column("score") == "总分" and said == {"total_read"} and form.long == ()
    asked = "SELECT kind, count(*), sum(score), min(max_score), max(max_score) FROM acc_assessments GROUP BY 1"
    assert loaded("训后测试成绩.xlsx", of_class(form), asked) == [("POST", 10, sum(row[-1] for row in rows), 100, 100)]
    form, said = begun("成绩.xlsx", heading[:-1], *(row[:-1] for row in rows))
    assert form.column("score") == "" and said == {"total_missing"}


def test_an_export_of_a_test_is_no_questionnaire_and_follow_up_is_no_evaluation(begun):
    heading = ("序号", "提交答卷时间", "所用时间", "总分", "1、姓名", "2、工号", "3、公务员法何时施行", "4、下列正确的是")
    rows = [(n, f"2026/3/6 10:1{n}:00", "9秒", 60 + n, name, who, "A.2006", "B.对") for n, (who, name) in enumerate(PEOPLE)]
    form, _ = begun("结业考试.xlsx", heading, *rows)
    assert (form.kind, form.column("score"), form.person) == ("assessments", "总分", "2、工号")
    assert form.constants["kind"] == "POST"
    asked = ("1、您是否将所学用于工作", "2、未应用的主要原因", "3、领导是否支持(1-5)", "4、工作改进程度(1-5)")
    rows = [(n, "2026/6/6 10:10:00", ("是", "部分", "否")[n % 3], "(跳过)", 4, 3) for n in range(9)]
    form, _ = begun("训后三个月跟踪问卷.xlsx", ("序号", "提交答卷时间", *asked), *rows)
    assert (form.kind, form.constants["wave"]) == ("follow_ups", "W1")
    fields = ["applied", "barrier_code", "supervisor_support", "behaviour_score"]
    assert [form.columns[name] for name in asked] == fields


def test_which_test_it_is_the_sheet_says_unless_it_names_two(begun):
    rows = [(who, 50 + n) for n, (who, _) in enumerate(PEOPLE)]
    assert begun("训前测试成绩.xlsx", ("工号", "得分"), *rows)[0].constants["kind"] == "PRE"
    assert "kind" not in begun("训前训后成绩.xlsx", ("工号", "得分"), *rows)[0].constants


def test_ticks_in_a_column_for_each_state_are_refused_with_a_formula_that_is_then_read(begun, loaded):
    heading = ("工号", "姓名", "出勤", "迟到", "请假")
    rows = [(*who, *("√" if n % 3 == place else "" for place in range(3))) for n, who in enumerate(PEOPLE)]
    with pytest.raises(Refused) as refused:
        begun("签到.xlsx", ("3月5日签到",), heading, *rows)
    (said,) = refused.value.notes
    formula = '=IF(C3<>"",C$2,IF(D3<>"",D$2,IF(E3<>"",E$2,"")))'
    assert said.code == "ticked_apart" and all(formula in words for words in (said.zh, said.en))
    done = [(*row, heading[2 + n % 3]) for n, row in enumerate(rows)]
    form, _ = begun("签到.xlsx", ("3月5日签到",), (*heading, "考勤情况"), *done)
    assert loaded("签到.xlsx", of_class(form, hours="4"), MARKS) == [("L", 3), ("P", 4), ("V", 3)]


def test_a_question_merged_over_its_parts_is_a_heading_of_two_rows(begun):
    heading = ("Respondent ID", "End Date", "How would you rate the following?", None, None, "Any other comments?")
    parts = (None, None, "Content", "Trainer", "Venue", "Open-Ended Response")
    rows = [(1000 + n, "05/13/2026", ("Excellent", "Fair")[n % 2], "Good", "Poor", None) for n in range(8)]
    form, said = begun("survey.xlsx", heading, parts, *rows, merged=("C1:E1",))
    assert (form.depth, len(form.long)) == (2, 3) and "heading_twice" not in said
    assert form.long[2] == "How would you rate the following? / Venue"


def test_a_day_below_the_table_does_not_make_names_of_numbers(begun):
    rows = [(name, who, "√", "×" if n == 1 else "√", "√") for n, (who, name) in enumerate(PEOPLE)]
    form, _ = begun("签到.xlsx", ("姓名", "工号", "3月4日", "3月5日", "3月6日"), *rows, ("2026年3月7日",))
    assert form.person == "工号"


def test_headings_marks_and_scales_of_further_countries_are_known(begun, loaded):
    """Counted by hand: one absent and one late of 30; ten with both tests, on average 12.25 and 16.25 of 20."""
    heading = ("№", "Прізвище, ім’я, по батькові", "02.03.2026", "03.03.2026", "04.03.2026")
    rows = [(n, f"Шевченко {n}", "присутній", ("присутній", "відсутній")[n == 2], ("присутній", "запізнився")[n == 3])
            for n in range(10)]  # fmt: skip
    form, _ = begun("журнал.xlsx", ("Журнал відвідування",), heading, *rows)
    assert loaded("журнал.xlsx", of_class(form, hours="4"), MARKS) == [("A", 1), ("L", 1), ("P", 28)]
    points = [f"{10 + n / 2}".replace(".", ",") for n in range(18)]
    rows = [(f"3010{n}", f"Maria {n}", points[n], points[n + 8]) for n in range(10)]
    form, _ = begun("notas.xlsx", ("N.º mecanográfico", "Nome", "Pré-teste", "Pós-teste"), *rows)
    asked = "SELECT kind, count(*), avg(score), max(max_score) FROM acc_assessments GROUP BY 1 ORDER BY 1"
    assert loaded("notas.xlsx", of_class(form), asked) == [("POST", 10, 16.25, 20), ("PRE", 10, 12.25, 20)]
    rows = [(n, f"Nguyễn Văn {n}", "Đạt" if n else "Không đạt") for n in range(8)]
    form, _ = begun("lớp.xlsx", ("DANH SÁCH HỌC VIÊN",), ("STT", "Họ và tên", "Kết quả"), *rows)
    assert (form.kind, form.column("cadre_id"), form.values["status"]) == (
        "enrollments", "Họ và tên", {"Không đạt": "INCOMPLETE", "Đạt": "DONE"})  # fmt: skip
    rows = [(f"05.03.2026 10:1{n}:00", "Дуже задоволений", ("Задоволений", "Незадоволений")[n % 2]) for n in range(8)]
    form, _ = begun("Відповіді.xlsx", ("Позначка часу", "1. Зміст навчання", "2. Викладачі"), *rows)
    assert form.kind == "evaluations" and form.values["score"]["Незадоволений"] == "2" and len(form.long) == 2
    rows = [(f"K{n}", "研習班", "在职培训", f"民國115年3月{n}日", f"115.3.{n + 1}") for n in range(1, 7)]
    form, _ = begun("班次.xlsx", ("班次編號", "班次名稱", "培訓類型", "開班日期", "結業日期"), *rows)
    asked = "SELECT count(*), CAST(min(start_date) AS VARCHAR), CAST(max(end_date) AS VARCHAR) FROM acc_classes"
    assert form.kind == "classes" and loaded("班次.xlsx", form, asked) == [(6, "2026-03-01", "2026-03-07")]


def test_minutes_beside_the_state_are_no_session_and_counts_of_each_person_are_refused(begun, loaded):
    rows = [(who, name, day, "迟到" if n == 2 else "正常", 15 if n == 2 else 0)
            for day in ("2026-3-2", "2026-3-3") for n, (who, name) in enumerate(PEOPLE)]  # fmt: skip
    form, _ = begun("签到.xlsx", ("工号", "姓名", "日期", "签到情况", "迟到分钟"), *rows)
    asked = "SELECT session_id, count(*), sum(minutes_lost), count(*) FILTER (status = 'L') FROM acc_attendance GROUP BY 1"
    days = [row[1:] for row in loaded("签到.xlsx", of_class(form, hours="4"), asked)]
    assert form.long == () and days == [(10, 15, 1), (10, 15, 1)]
    counts = [(who, name, 10, 10 - n % 3, (10 - n % 3) / 10) for n, (who, name) in enumerate(PEOPLE)]
    with pytest.raises(Refused) as refused:
        begun("出勤统计.xlsx", ("工号", "姓名", "应到次数", "实到次数", "出勤率"), *counts)
    assert [said.code for said in refused.value.notes] == ["counts_each"]


def test_who_did_not_sign_has_no_time_but_the_day_of_the_others(begun, loaded):
    rows = [(name, who, "未签到" if n == 3 else "已签到", "" if n == 3 else f"2026-03-02 08:1{n}:00")
            for n, (who, name) in enumerate(PEOPLE)]  # fmt: skip
    form, _ = begun("钉钉.xlsx", ("姓名", "工号", "签到状态", "签到时间"), *rows)
    assert loaded("钉钉.xlsx", of_class(form, hours="4"), MARKS) == [("A", 1), ("P", 9)]


def test_a_title_that_calls_one_point_the_highest_turns_the_scale(begun):
    rows = [(n, 1 + n % 2, 2, 1) for n in range(8)]
    form, said = begun("问卷.xlsx", ("满意度问卷（1分最高，5分最低）",), ("序号", "课程", "师资", "后勤"), *rows)
    assert form.values["score"] == {"1": "5", "2": "4", "3": "3", "4": "2", "5": "1"} and "numbers_best" not in said


def test_a_post_behind_a_name_is_no_part_of_the_person(begun, loaded):
    names = [name for _, name in PEOPLE]
    heading = ("序号", "姓名及职务", "单位")
    form, said = begun("名册.xlsx", heading, *((n, f"{name} 副局长", "某局") for n, name in enumerate(names)))
    assert said == {"name_and_post"} and form.parts == {"姓名及职务": "words"}
    asked = "SELECT cadre_id FROM acc_enrollments ORDER BY 1"
    people = loaded("名册.xlsx", of_class(form), asked)
    form, said = begun("名册.xlsx", ("序号", "姓名", "单位"), *((n, name, "某局") for n, name in enumerate(names)))
    assert said == set() and loaded("名册.xlsx", of_class(form), asked) == people
    _, said = begun("名册.xlsx", heading, *((n, f"{name}（科长）", "某局") for n, name in enumerate(names)))
    assert said == {"name_with_post"}


def test_a_list_of_names_alone_has_the_heading_that_says_so(begun):
    form, _ = begun("名单.xlsx", ("3月2日到课人员名单",), ("姓名",), *((name,) for _, name in PEOPLE))
    assert (form.first, form.headings, form.column("cadre_id")) == (2, ("姓名",), "姓名")
