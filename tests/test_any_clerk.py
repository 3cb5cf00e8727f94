"""Sheets as clerks of many places keep them: what is proposed for them, and what is never guessed."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import openpyxl
import pytest

from data.amounts import number_in
from data.codes import load
from data.dates import read_date
from data.faults import Refused
from data.form import ROWS, Form, begin
from data.form_rows import Held, hold, sample
from data.form_spec import gaps, spec
from data.grid import order_of
from data.scales import worst_is_most
from data.staging import is_called
from tests.foreign import of_class
from tests.taking import take_in
from tests.test_form import step

CODES = load()


@pytest.fixture
def begun(tmp_path):
    """(name, rows) -> the form proposed for a file of these rows: a workbook, or a text with semicolons."""

    def write(name: str, *rows: tuple) -> Form:
        path = tmp_path / name
        if path.suffix == ".csv":
            path.write_text("\n".join(";".join(map(str, row)) for row in rows), encoding="utf-8")
        else:
            book = openpyxl.Workbook()
            for row in rows:
                book.active.append(row)
            book.save(path)
        return begin(path, CODES)[0]

    return write


def test_a_legend_decides_what_a_mark_means_and_the_words_around_it_do_not(begun):
    people = [(f"G{n:03}", "√", "○", "△") for n in range(4)]
    said = begun("三月.xlsx", ("工号", "3月9日", "3月10日", "3月11日"), *people, ("签到说明：√出勤 ○请假 △迟到 ×旷课",))
    assert said.values["status"] == {"○": "V", "△": "L"}
    turned = begun("四月.xlsx", ("出勤√，旷课○，迟到△",), ("工号", "3月9日", "3月10日", "3月11日"), *people)
    assert turned.values["status"] == {"○": "A", "△": "L"}


def test_a_is_absent_only_where_nothing_says_that_it_is_not(begun):
    heading = ("Staff No", "09/03/2026", "10/03/2026", "11/03/2026")

    def meant(name: str, *cells: str) -> dict:
        return begun(name, heading, *((f"S{n:04}", *cells) for n in range(5))).values.get("status", {})

    assert meant("lista.csv", "A", "F", "R") == {"A": "P", "F": "A", "R": "L"}  # asistencia, falta, retardo
    assert meant("sheet.csv", "A", "A", "A") == {"A": "P"}  # nobody keeps a sheet of a class to which nobody came
    assert meant("list.csv", "A", "P", "L") == {}


def test_a_sheet_that_marks_only_who_was_away_says_that_the_others_were_there(begun):
    away = begun(
        "缺勤.xlsx", ("2026年3月",), ("工号", 2, 3, 5), *((f"G{n:03}", "", "×" if n % 3 else "", "") for n in range(6))
    )
    assert away.blank == "P" and [away.says[h]["date"] for h in away.long] == [
        "2026年3月2日",
        "2026年3月3日",
        "2026年3月5日",
    ]
    signed = begun("签到.xlsx", ("工号", 1, 2, 3), *((f"G{n:03}", "√", "√" if n % 3 else "", "") for n in range(6)))
    assert {signed.says[h]["date"] for h in signed.long} == {""}  # the third session, not a day


def test_days_are_read_in_the_order_in_which_they_lie_together():
    assert order_of([["06/03/2026", "07/03/2026", "09/03/2026"]]) == "dmy" == order_of([["9/3", "10/3", "11/3"]])
    assert order_of([["03/06/2026", "03/07/2026"]]) == "mdy"
    assert order_of([["03/04/2026", "05/06/2026"]]) == "ymd" == order_of([["12/31/2026", "31/12/2026"]])  # not to be told
    assert order_of([["3月9日", "2026-3-9", "3.9"]]) == "ymd"
    for text in ("5th March 2026", "5 mars 2026", "le 5 mars 2026", "March 5th, 2026",
                 "Thursday 5th of March, 2026", "5.März 2026", "5º de março de 2026",
                 "jueves 5 de marzo de 2026", "2026-Mar-05", "Mar. 5, 2026", "2026年3月5号"):  # fmt: skip
        assert read_date(text) == "2026-03-05", text
    assert read_date("about 5 March 2026") is read_date("2026年3月") is None
    assert read_date("2026年3月12日下午") == read_date("2026年3月12日 星期四") == "2026-03-12"


def test_points_where_one_is_the_best_are_turned_round_and_mixed_ones_left_out(begun):
    assert worst_is_most("1=非常满意，5=非常不满意") and worst_is_most("1 (best) - 5 (worst)")
    assert not worst_is_most("5分很满意，1分很不满意") and not worst_is_most("1-10")
    remark = "（1=非常满意，5=非常不满意）"
    turned = begun(
        "问卷.xlsx",
        ("问卷编号", f"题1：课程{remark}", f"题2：教师{remark}", f"题3：食宿{remark}"),
        *((f"W{n}", 1, 2, 5) for n in range(4)),
    )
    assert turned.values["score"] == {"1": "5", "2": "4", "3": "3", "4": "2", "5": "1"} and len(turned.long) == 3
    mixed = begun(
        "问卷二.xlsx", ("问卷编号", f"题1：课程{remark}", "题2：教师", "题3：食宿"), *((f"W{n}", 1, 2, 5) for n in range(4))
    )
    assert mixed.long == ("题2：教师", "题3：食宿") and all(a == b for a, b in mixed.values["score"].items())


def test_a_questionnaire_programme_gives_items_with_their_own_tops_the_class_and_comments(begun):
    form = begun(
        "腾讯.xlsx",
        ("编号", "答题时间", "1.您所在的班次", "2.课程", "3.方法", "4.后勤", "5.总体(1-10)", "6.您的意见和建议（填空题）"),
        *((n, "2026/3/13 16:20:01", "TX-01", "5 - 非常满意", "满意", "不满意", 9, "无") for n in range(6)),
    )  # fmt: skip
    assert form.kind == "evaluations" and form.column("class_id") == "1.您所在的班次" and len(form.long) == 4
    assert [form.says[h]["scale_max"] for h in form.long] == ["", "", "", "10"] and form.constants["scale_max"] == "5"
    assert form.values["score"]["5 - 非常满意"] == "5" and form.columns["6.您的意见和建议（填空题）"] == "comment"
    record = spec(form, "腾讯.xlsx")["record"][-1]
    assert record["kind"] == "comments" and "无" in record["skip"]["6.您的意见和建议（填空题）"]
    assert record["columns"]["response_id"] == {"text": "腾讯-{_row}"}


def test_a_roster_that_says_when_classes_run_brings_them_and_dates_of_answers_do_not(begun):
    heading = ("Staff no", "Course code", "Course title", "From", "To", "Result")
    people = [(f"S{n:04}", f"C{n % 2}", "Leading", "02-03-2026", "27-03-2026", "Completed") for n in range(4)]
    roster = begun("roster.csv", heading, *people)
    assert roster.brings == ("classes",) and roster.date_order == "dmy" and gaps(roster) == (("classes", "train_type"),)
    assert spec(roster, "roster.csv")["record"][0]["distinct"] == ["class_id"]
    answers = begun("金.csv", ("您的班次", "开始时间", "结束时间", "提交时间", "课程", "师资", "食宿"),
                    *(("K1", "2026-03-13", "2026-03-13", "2026-03-13", 5, 4, 3) for _ in range(4)))  # fmt: skip
    assert answers.kind == "evaluations" and "classes" not in answers.brings
    changed = begun("名单.xlsx", ("工号", "姓名", "更新时间"), *((f"G{n:03}", "甲", "2026-03-13") for n in range(4)))
    assert "left_on" not in changed.columns.values() and "completed_on" not in changed.columns.values()


def test_a_sign_in_log_of_one_row_a_session_brings_its_sessions(begun):
    log = begun(
        "签到明细.csv",
        ("日期", "课次", "学号", "考勤结果"),
        *((f"3.{9 + n % 2}", f"第{n % 2}次", f"X{n:03}", "迟到12分钟") for n in range(6)),
    )
    assert log.brings == ("classes", "enrollments", "sessions") and log.values["status"] == {"迟到12分钟": "L"}
    sessions, main = (
        next(r for r in spec(log, "x.csv")["record"] if r["kind"] == kind) for kind in ("sessions", "attendance")
    )
    assert sessions["columns"]["session_id"] == main["columns"]["session_id"] == {"text": "?-{日期}-{课次}", "day": "日期"}


def test_parts_of_a_heading_that_are_not_merged_and_a_blank_last_heading_are_joined(begun, tmp_path):
    above, below = (
        ("Respondent ID", "Rate these:", "", "", "Comments"),
        ("", "Content", "Venue", "Overall", "Open-Ended Response"),
    )
    form = begun(
        "SurveyMonkey.csv",
        above,
        below,
        *((100 + n, "5 - Strongly agree", "4 - Agree", "1 - Strongly disagree", "") for n in range(4)),
    )
    assert form.depth == 2 and form.long == tuple(f"Rate these: / {name}" for name in ("Content", "Venue", "Overall"))
    days = begun("四川.xlsx", ("姓名", "手机号", "3月9日", "", "3月10日", ""), ("", "", "上午", "下午", "上午", "下午"),
                 *((f"人{n}", f"1370000000{n}", "√", "√", "√", "×") for n in range(4)))  # fmt: skip
    assert len(days.long) == 4 and days.says["3月10日 / 下午"]["date"] == "3月10日"


def test_tests_before_and_after_stand_side_by_side_and_keep_the_class_of_each_row(begun):
    form = begun(
        "成绩.xlsx", ("学号", "班次编号", "前测成绩", "后测成绩"), *((f"P{n:03}", "K1", 40 + n, "88分") for n in range(4))
    )
    assert form.long == ("前测成绩", "后测成绩") and [form.says[h]["kind"] for h in form.long] == ["PRE", "POST"]
    assert spec(form, "x")["record"][-1]["columns"]["enrollment_id"] == {"text": "{班次编号}:{学号}"}
    assert form.columns["后测成绩"] == ROWS and gaps(form) == ()


def test_a_file_that_is_called_like_a_person_is_found_again_under_its_masked_name(begun, tmp_path):
    form = begun("王小明.xlsx", ("工号", "班次", "结业情况"), *((f"G{n:03}", "K1", "结业") for n in range(3)))
    name = spec(form, "王小明.xlsx")["file"][0]["path"]
    assert "小明" not in name and is_called(tmp_path / "王小明.xlsx", name) and not is_called(tmp_path / "李小明.xlsx", name)


def test_a_level_is_not_late_a_numbered_question_is_no_day_and_a_test_has_the_top_its_heading_says(begun):
    rows = [(f"T{n:03}", "C1", "L1", "L2", "L3") for n in range(4)]
    assert begun("odd.csv", ("Trainee ID", "Course", "Level", "Grade", "Band"), *rows).kind != "attendance"
    asked = begun("feedback.csv", ("1.1 Content", "1.2 Venue", "1.3 Overall"), *((5, 4, 3) for _ in range(4)))
    assert asked.kind == "evaluations" and asked.constants["scale_max"] == "5"
    tested = begun("scores.csv", ("Employee Code", "Name", "Pre Test (out of 20)", "Post Test (out of 20)"),
                   *((f"E{n:04}", f"N{n}", 8, 14) for n in range(4)))  # fmt: skip
    assert tested.constants["max_score"] == "20" and tested.person == "Employee Code"
    tops = begun("two.csv", ("Employee Code", "Pre-test /20", "Post-test /100"), *((f"E{n:04}", 8, 14) for n in range(4)))
    assert {tops.says[h]["max_score"] or tops.constants["max_score"] for h in tops.long} == {"20", "100"}
    days = ("Matricule", "Lun 09/03", "Mar 10/03", "Mer 11/03")
    signed = begun("liste.csv", days, *((f"{n}77A", "P", "AE", "A") for n in range(4)))
    assert [signed.says[h]["date"] for h in signed.long] == ["3月9日", "3月10日", "3月11日"]
    assert signed.values["status"] == {"AE": "V"}


def test_lists_one_below_the_other_are_refused_and_a_heading_of_each_page_is_no_person(begun, tmp_path):
    def held(name: str, *rows: tuple) -> Held:
        return hold(tmp_path / name, begun(name, *rows), tmp_path)

    def people(start: int) -> list[tuple]:
        return [(n, f"G{n:03}", "√", "×" if n % 3 else "√") for n in range(start, start + 70)]

    heading, others = ("序号", "工号", "3月9日", "3月10日"), ("序号", "工号", "3月16日", "3月17日")
    for name, *between in (
        ("标题.xlsx", ("党务班",), heading),
        ("合并标题.xlsx", ("财务干部综合能力提升班学员签到表",) * 4, heading),
        ("隔行标题.xlsx", (), ("财务班",), (), heading),
        ("日期.xlsx", others),
        ("文本.csv", ("财务班",), heading),
    ):
        with pytest.raises(Refused) as refused:
            held(name, ("党务班",), heading, *people(1), *between, *people(71))
        (told,) = refused.value.notes
        row = 72 + len(between)
        assert told.code == "stacked" and f"第 {row} 行" in told.zh and f"row {row}." in told.en
    for name in ("打印.xlsx", "打印.csv"):
        printed = held(name, ("党务班",), heading, *people(1), heading, *people(71), heading, *people(141))
        assert printed.rows == 210 and [each.code for each in printed.staged.notes] == ["heading_again"]
    ticked = [(n, f"G{n:03}", "党员", "住宿") for n in range(1, 9)]  # a mark that says what its heading says
    assert held("名册.xlsx", ("序号", "工号", "党员", "住宿"), *ticked).rows == 8


@pytest.fixture
def loaded(tmp_path):
    """(file name, its form, a query) -> what the query finds once the form's records are read as a build reads them."""

    def read(name: str, form: Form, query: str) -> list[tuple]:
        with duckdb.connect() as con:
            take_in(con, step(tmp_path / name, form, tmp_path / f"p{name}", tmp_path / f"w{name}")[0], tmp_path)
            return con.execute(query).fetchall()

    return read


def test_half_a_day_is_not_half_an_hour_and_minutes_are_no_hours(begun, loaded):
    said = ("24", "24学时", "0.5天", "90分钟", "2小时", "3天", "12人")
    form = begun("名单.xlsx", ("班次编号", "人员编号", "状态", "层级", "认定学时"),
                 *(("K1", f"G{n:03}", "结业", "科级", text) for n, text in enumerate(said)))  # fmt: skip
    form = replace(of_class(form), brings=("classes",))
    asked = """SELECT credited_hours, '' FROM acc_enrollments
        UNION ALL SELECT NULL, value || code FROM rejected ORDER BY 1 NULLS LAST, 2"""
    rejected = [(None, f"{text}bad_number") for text in sorted(("0.5天", "90分钟", "3天", "12人"))]
    assert loaded("名单.xlsx", form, asked) == [(2, ""), (24, ""), (24, ""), *rejected]


@pytest.mark.parametrize("numbers", [
    ["6.10102E+17"] * 3,
    [f"61010219900101{n}00" if n > 9 else f"6101021990010{n}1000" for n in range(7, 13)],
    [float(f"6101021990010{n}1234") for n in range(1, 7)],
])  # fmt: skip
def test_numbers_of_people_that_a_spreadsheet_rounded_are_refused_not_made_one_person(numbers, begun, loaded):
    rows = [(f"K{n}", number, "结业", "科级") for n, number in enumerate(numbers)]  # each in a class of his own
    form = begun("名单.xlsx", ("班次编号", "身份证号", "状态", "层级"), *rows)
    with pytest.raises(Refused) as refused:
        loaded("名单.xlsx", replace(of_class(form), brings=("classes",)), "")
    (told,) = refused.value.notes
    assert told.code == "lost_digits" and "文本" in told.zh and "Text" in told.en and "“身份证号”" in told.zh


def test_one_number_of_a_person_that_ends_in_zeros_is_right(begun, loaded):
    rows = [("K1", f"6101021990010{n}1{'000' if n == 5 else '234'}", "结业", "科级") for n in range(1, 9)]
    form = begun("名单.xlsx", ("班次编号", "身份证号", "状态", "层级"), *rows)
    query = "SELECT count(DISTINCT cadre_id) FROM acc_enrollments"
    assert loaded("名单.xlsx", replace(of_class(form), brings=("classes",)), query) == [(8,)]


def test_the_top_of_a_test_is_what_its_column_says_row_by_row(begun, loaded):
    rows = [(f"T{n:02}", 60 + n, 90 + n, 150 if n % 2 else 120) for n in range(1, 7)]
    form = begun("成绩.xlsx", ("学号", "前测成绩", "后测成绩", "满分"), *rows)
    assert form.column("max_score") == "满分" and form.long == ("前测成绩", "后测成绩")
    query = "SELECT kind, score, max_score FROM acc_assessments ORDER BY ALL"
    truth = sorted(
        (kind, float(score), float(row[3])) for row in rows for kind, score in (("PRE", row[1]), ("POST", row[2]))
    )
    assert loaded("成绩.xlsx", of_class(form), query) == truth


@pytest.mark.parametrize("written", ["88%", "88 ％", 0.88])
def test_a_percentage_is_a_share_of_the_top_and_not_so_many_points(written, begun, loaded, tmp_path):
    shown = [written, 0.5 if written == 0.88 else "50%", "", 1 if written == 0.88 else "100%"]
    rows = [(f"T{n:02}", 90 + n, 70 if cell == "" else cell, 150) for n, cell in enumerate(shown)]
    begun("成绩.xlsx", ("学号", "前测成绩", "后测成绩", "满分"), *rows)
    book = openpyxl.load_workbook(tmp_path / "成绩.xlsx")
    for number, cell in enumerate(shown):  # the last, unlike the others, is typed as points
        book.active.cell(number + 2, 3).number_format = "0%" if cell != "" and written == 0.88 else "General"
    book.save(tmp_path / "成绩.xlsx")
    form, sheets = begin(tmp_path / "成绩.xlsx", CODES)
    assert [note.code for note in sheets.notes] == ["shares_here"] and "“后测成绩”中有 3 格" in sheets.notes[0].zh
    shown = sample(hold(tmp_path / "成绩.xlsx", form, tmp_path), form, CODES)[-1]
    assert {line.cells[shown.fields.index("score")] for line in shown.lines} >= {"132", "75"}
    points = loaded("成绩.xlsx", of_class(form), "SELECT score FROM acc_assessments WHERE kind = 'POST' ORDER BY 1")
    assert points == [(70,), (75,), (132,), (150,)]


@pytest.mark.parametrize(("field", "said"), [
    ("hours", {"2h30": "2.5", "2小时30分": "2.5", "3 heures": "3", "2h75": None, "半天": None, "90 min": None}),
    ("days", {"半天": "0.5", "half a day": "0.5", "1.5 jours": "1.5", "2½天": "2.5", "2h30": None}),
    ("score", {"9½": "9.5", "9½天": None, "9": None}),
])  # fmt: skip
def test_a_length_of_time_is_read_in_its_own_unit_and_never_in_another(field, said):
    assert {text: number_in(field, text) for text in said} == said


def test_a_question_is_not_lost_because_some_could_not_say_and_they_rate_nothing(begun, loaded, tmp_path):
    rows = [(n, f"{n}秒", ("非常满意", "满意", "一般", "不了解")[n % 4], "满意", "满意") for n in range(8)]
    form = begun("问卷.xlsx", ("序号", "所用时间", "1.总体评价:内容", "1.总体评价:师资", "1.总体评价:后勤"), *rows)
    assert len(form.long) == 3
    assert {note.code for note in begin(tmp_path / "问卷.xlsx", CODES)[1].notes} == {"no_opinion"}
    says = {heading: {**said, "dimension_code": "CC"} for heading, said in form.says.items()}
    points = loaded("问卷.xlsx", replace(of_class(form), says=says), "SELECT count(*), min(score) FROM acc_evaluations")
    assert points == [(22, 3)]


def test_a_test_that_is_exported_twice_counts_once_and_a_heading_written_twice_is_told(begun, tmp_path):
    rows = [(f"S{n:03}", n / 2, n, f"{10 * n}%", n) for n in range(3, 9)]
    form = begun("m.xlsx", ("ID number", "Pre-test (Real)", "Post-test (Real)", "Post-test (Percentage)", "Note"), *rows)
    assert form.long == ("Pre-test (Real)", "Post-test (Real)")
    begun("t.xlsx", ("学号", "成绩", "成绩"), *((f"S{n:03}", n, n) for n in range(6)))
    (told,) = begin(tmp_path / "t.xlsx", CODES)[1].notes
    assert told.code == "heading_twice" and "成绩_3" in told.zh and "成绩_3" in told.en


def test_mornings_and_afternoons_of_days_are_of_the_month_in_the_title(begun):
    people = [(f"G{n:03}", "√", "×" if n % 3 else "√", "√", "√") for n in range(6)]
    form = begun("x.xlsx", ("2026年3月签到表",), ("工号", "9日上午", "9日下午", "10日上午", "10日下午"), *people)
    assert [form.says[name]["date"] for name in form.long] == [f"2026年3月{day}日" for day in (9, 9, 10, 10)]


def test_a_score_out_of_the_top_is_its_first_number_and_out_of_anything_else_none(begun, loaded):
    rows = [("T1", "12/20"), ("T2", "13.5／20"), ("T3", "9/10"), ("T4", "18")]
    form = begun("成绩.xlsx", ("学号", "后测成绩（满分20）"), *rows)
    assert form.constants["max_score"] == "20"
    query = "SELECT CAST(score AS VARCHAR) FROM acc_assessments UNION ALL SELECT value FROM rejected ORDER BY 1"
    assert loaded("成绩.xlsx", of_class(form, kind="POST"), query) == [("12.0",), ("13.5",), ("18.0",), ("9/10",)]


def test_a_number_shown_with_zeros_before_it_is_read_so(begun, loaded, tmp_path):
    begun("名单.xlsx", ("班次编号", "人员编号", "状态", "层级"), (7, 12, "结业", "科级"), (8, 12, "结业", "科级"))
    book = openpyxl.load_workbook(tmp_path / "名单.xlsx")
    book.active["A2"].number_format = "000"
    book.save(tmp_path / "名单.xlsx")
    form = replace(of_class(begin(tmp_path / "名单.xlsx", CODES)[0]), brings=("classes",))
    assert loaded("名单.xlsx", form, "SELECT class_id FROM acc_enrollments ORDER BY 1") == [("007",), ("8",)]


def test_numbers_in_a_sign_in_sheet_mean_what_its_legend_says_and_nothing_without_one(begun, tmp_path):
    people = [(f"G{n:03}", "1", str(n % 4), "1") for n in range(8)]
    heading = ("工号", "3月9日", "3月10日", "3月11日")
    told = begun("a.xlsx", ("考勤表（0-出勤，1-迟到，2-请假，3-旷课）",), heading, *people)
    assert told.values["status"] == {"0": "P", "1": "L", "2": "V", "3": "A"}
    counted = begun("b.xlsx", ("出勤：8 迟到：2 请假：3",), heading, *people)
    assert counted.values["status"] == dict.fromkeys("0123", "?")
    assert [note.code for note in begin(tmp_path / "b.xlsx", CODES)[1].notes] == ["numbers_unexplained"]
    boxes = [(f"S{n}", True, n < 4, True) for n in range(8)]
    ticks = begun("c.xlsx", ("Staff ID", "Session 1", "Session 2", "Session 3"), *boxes)
    assert ticks.values["status"] == {"True": "P", "False": "A"} and len(ticks.long) == 3


def test_bare_numbers_of_a_platform_are_told_to_be_read_with_the_largest_as_the_best(begun, tmp_path):
    def said(*headings: str) -> set[str]:
        begun("问卷.xlsx", ("序号", "所用时间", *headings), *((n, "9秒", 1 + n % 3, 1 + n % 2, 2) for n in range(8)))
        return {note.code for note in begin(tmp_path / "问卷.xlsx", CODES)[1].notes}

    assert said("1、课程满意度", "2、师资满意度", "3、后勤满意度") == {"numbers_best"}
    asked = begin(tmp_path / "问卷.xlsx", CODES)[0].values["score"]
    assert asked == {number: number for number in "12345"}, "each can be given another meaning"
    assert said("1、课程（1-5分）", "2、师资（1-5分）", "3、后勤（1-5分）") == set()


def test_the_rows_in_which_a_platform_names_its_columns_are_no_answers(begun, loaded):
    names = [("ResponseId", "Q1_1", "Q1_2"), ("Response ID", "Content", "Trainer")]
    names.append([f'"{{""ImportId"":""{n}""}}"' for n in "abc"])
    form = begun("q.csv", *names, *((f"R_{n}", ("Satisfied", "Neutral")[n % 2], "Very satisfied") for n in range(8)))
    assert form.depth == 2 and form.long == ("Q1_1 / Content", "Q1_2 / Trainer")
    says = {heading: {**said, "dimension_code": "CC"} for heading, said in form.says.items()}
    query = "SELECT count(*), (SELECT count(*) FROM rejected) FROM acc_evaluations"
    assert loaded("q.csv", replace(of_class(form), says=says), query) == [(16, 0)]


def test_a_mark_with_a_remark_or_twice_is_that_mark_and_two_different_ones_are_asked_about(begun):
    cells = ("请假（病假）", "√√", "√×", "√/×", "√/√", "√")
    people = [(f"G{n:03}", cells[n % 6], "√", "√") for n in range(18)]
    form = begun("x.xlsx", ("工号", "3月9日", "3月10日", "3月11日"), *people)
    assert form.values["status"] == {"请假（病假）": "V", "√√": "P", "√/√": "P"}


def test_a_ledger_that_says_both_days_in_one_cell_gives_both(begun, tmp_path):
    rows = [(f"L{n}", said, "网络", hours) for n, (said, hours) in enumerate(
        [("2026年3月2日-6日", "2h30"), ("2026.3.2—2026.3.6", "3小时"), ("2 - 6 March 2026", "4")])]  # fmt: skip
    form = begun("学时台账.xlsx", ("人员编号", "培训时间", "学时类型", "学时"), *rows)
    (shown,) = sample(hold(tmp_path / "学时台账.xlsx", form, tmp_path), form, CODES)
    days = {tuple(line.cells[shown.fields.index(name)] for name in ("date_from", "date_to")) for line in shown.lines}
    assert days == {("2026-03-02", "2026-03-06")} and not shown.faulty


def test_a_percentage_among_what_is_counted_is_no_number(begun, loaded):
    form = begun("名单.xlsx", ("班次编号", "人员编号", "状态", "层级", "认定学时"), ("K1", "G001", "结业", "科级", "50%"))
    form = replace(of_class(form), brings=("classes",))
    assert loaded("名单.xlsx", form, "SELECT field, value, code FROM rejected") == [("credited_hours", "50%", "bad_number")]


def test_the_month_of_a_sheet_is_the_one_that_stands_with_its_year(begun):
    people = [(f"G{n:03}", "√", "×" if n % 3 else "√", "√") for n in range(6)]
    form = begun("5月报送.xlsx", ("2026年4月干部进修班考勤表",), ("工号", 6, 7, 9), *people)
    assert [form.says[name]["date"] for name in form.long] == ["2026年4月6日", "2026年4月7日", "2026年4月9日"]
