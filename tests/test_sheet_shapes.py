"""Sheets that say things between their lines: times of day, a class in the title, letters for marks, old encodings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from data import form_rows, form_spec, mapping
from data.codes import load
from data.dates import read_date
from data.encoding import notes as encoding_notes
from data.faults import Refused
from data.form import PERSON, Form, begin
from data.form_shapes import carried, same
from data.look import names_a_person
from tests.foreign import CLASS

CODES = load()
PEOPLE = tuple(f"G{number:03}" for number in range(1, 7))


@pytest.fixture
def book(tmp_path):
    """(file name, {sheet: rows}) -> path of a workbook."""

    def write(name: str, sheets: dict[str, list]) -> Path:
        made = openpyxl.Workbook()
        made.remove(made.active)
        for title, rows in sheets.items():
            sheet = made.create_sheet(title)
            for row in rows:
                sheet.append(row)
        made.save(tmp_path / name)
        return tmp_path / name

    return write


def loaded(path: Path, form: Form, folder: Path, kind: str, *names: str) -> list[tuple[str, ...]]:
    """The rows of one kind as the form makes them, in the order of the sheet; codes are still as they are written."""
    held = form_rows.hold(path, form, folder)
    record = next(r for r in form_spec.spec(form, path.name)["record"] if r["kind"] == kind)
    with duckdb.connect(str(held.place)) as con:
        for heading in form.skip:
            con.execute(f'DELETE FROM source WHERE "{heading}" IS NULL')
        mapping.map_record(con, record, held.staged, "made")
        return con.execute(f"SELECT {', '.join(names)} FROM made ORDER BY _row").fetchall()


def codes_of(path: Path, sheet: str | None = None) -> tuple[Form, set[str]]:
    form, sheets = begin(path, CODES, sheet)
    return form, {note.code for note in sheets.notes}


CAME = ["08:52", "09:07", "", "上午8:45", "2026-03-09 09:00:30"]
LEFT = ["17:31", "17:30", "", "", "4:20 PM"]


def test_a_time_of_arrival_is_presence_and_late_is_who_came_after_the_time_that_is_said(book, tmp_path):
    rows = [["工号", "姓名", "签到时间", "签退时间"], *([PEOPLE[i], "张三", CAME[i], LEFT[i]] for i in range(5))]
    path = book("签到.xlsx", {"签到": [["中青班签到表（2026年3月9日）"], *rows]})
    form, said = codes_of(path)
    assert form.kind == "attendance" and form.columns == {"工号": PERSON, "签到时间": "status"}
    assert form.clock == {"签到时间": {"out": "签退时间"}} and form.blank == "A"
    assert {"clock_read", "taken_from_title"} <= said
    assert form.constants["date"] == "2026年3月9日" and form.class_row == {"title": "中青班"}

    def statuses(**told: str) -> list[str]:
        clock = {"签到时间": {"out": "签退时间", **told}}
        return [status for (status,) in loaded(path, replace(form, clock=clock), tmp_path, "attendance", "status")]

    assert statuses() == ["P", "P", "A", "P", "P"]  # nobody is late by a clock that nobody has set
    assert statuses(late="09:00") == ["P", "L", "A", "P", "P"]  # 09:00:30 is in the minute
    assert statuses(late="08:50", early="17:00") == ["L", "L", "A", "P", "L"]
    assert statuses(early="17:00") == ["P", "P", "A", "P", "E"]


def test_who_only_signed_out_was_there_and_a_word_among_times_keeps_its_meaning(book, tmp_path):
    rows = [["工号", "3月9日", "", "3月10日", "", "3月11日", ""], ["", *["签到", "签退"] * 3]]
    first, second = ("08:50", "请假", "", "9:10", "8:59", "9:01"), ("8:40", "9:30", "8:41", "", "", "8:42")
    rows += [[PEOPLE[i], first[i], "" if i == 1 else "17:30", second[i], "17:31" if i < 4 else "", "", ""] for i in range(6)]
    path = book("多日.xlsx", {"签到": rows})
    form, _ = codes_of(path)
    morning, next_day = form.long  # a third day is laid out, but nobody has come yet
    assert (morning, next_day) == ("3月9日 / 签到", "3月10日 / 签到") and form.says[next_day]["date"] == "3月10日"
    told = {morning: {"out": "3月9日 / 签退", "late": "09:00"}, next_day: {"out": "3月10日 / 签退"}}
    found = loaded(path, replace(form, clock=told), tmp_path, "attendance", "session_id", "status")
    by_day = {day: [status for session, status in found if session.endswith(day)] for day in ("1", "2")}
    assert by_day == {"1": ["P", "请假", "P", "L", "P", "L"], "2": ["P", "P", "P", "P", "A", "P"]}


def test_a_log_of_a_day_a_row_keeps_its_days_and_a_time_that_cannot_be_read_is_refused(book, tmp_path):
    rows = [["工号", "日期", "上班1打卡时间", "下班1打卡时间", "上班2打卡时间", "下班2打卡时间"]]
    rows += [[who, f"2026-03-{day:02}", "08:5" + who[-1], "12:00", "13:30", "17:30"] for day in (9, 10) for who in PEOPLE]
    path = book("打卡.xlsx", {"打卡": rows})
    form, _ = codes_of(path)
    assert not form.long and form.column("date") == "日期" and form.clock == {"上班1打卡时间": {"out": "下班2打卡时间"}}
    held = form_rows.hold(path, form, tmp_path)
    found = {record.kind: record.tried for record in form_rows.sample(held, form, CODES)}
    assert (found["sessions"], found["attendance"]) == (2, 12)
    with pytest.raises(Refused):
        form_rows.sample(held, replace(form, clock={"上班1打卡时间": {"late": "nine"}}), CODES)


@pytest.mark.parametrize("heading", [
    ["班次", "应到", "实到", "请假", "缺勤", "出勤率"], ["日期", "课程", "应到人数", "实到人数"],
    ["Session", "Expected", "Present"],
])  # fmt: skip
def test_a_sheet_of_counts_is_refused_with_its_headings_and_the_way_out(heading, book):
    row = {"班次": "中青班", "日期": "2026-03-09", "课程": "党史", "Session": "Day 1", "出勤率": "95%"}
    rows = [[row.get(name, 40) for name in heading] for _ in range(3)]
    path = book("统计.xlsx", {"三月": [["2026年3月出勤统计"], heading, *rows]})
    with pytest.raises(Refused) as refused:
        begin(path, CODES)
    (note,) = refused.value.notes
    assert note.code == "counts_only" and "统计.xlsx [三月]" in note.zh and heading[2] in note.zh and "签到表" in note.zh


def test_a_list_of_classes_that_also_counts_heads_is_still_a_list_of_classes(book):
    rows = [["班次", "班次名称", "类别", "开班时间", "结业时间", "应到人数", "实到人数"],
            ["K1", "甲", "T4", "2026-03-02", "2026-03-06", 40, 38]]  # fmt: skip
    assert begin(book("办班.xlsx", {"办班": rows}), CODES)[0].kind == "classes"


MARKS = [["工号", "第1次", "第2次", "第3次"], *([who, "√", "√", "×"] for who in PEOPLE)]


@pytest.mark.parametrize(("sheet", "above", "row"), [
    ("签到", "2026年第3期中青班（BJ2026-031）签到表", {"class_id": "BJ2026-031", "title": "2026年第3期中青班"}),
    ("3班", "", {"class_id": "3班"}),
    ("Sheet1", "班次编号：ZQ-3　班次名称：中青班　2026年3月9日至13日",
     {"class_id": "ZQ-3", "title": "中青班", "start_date": "2026-03-09", "end_date": "2026-03-13"}),
    ("Sheet1", "Attendance register, course code: LDC-12", {"class_id": "LDC-12"}),
    ("Sheet1", "签到表（1-3次）", {}), ("Q1", "2026年", {}), ("day1", "", {}),
])  # fmt: skip
def test_a_class_is_proposed_from_the_title_or_the_name_of_the_sheet_and_never_made_up(sheet, above, row, book):
    form, said = codes_of(book("x.xlsx", {sheet: [*([[above]] if above else []), *MARKS]}))
    assert form.class_row == row and ("taken_from_title" in said) == ("class_id" in row)


def test_each_sheet_of_a_workbook_has_its_own_class_and_the_other_answers_of_the_first(book):
    path = book("各班.xlsx", {"3班": MARKS, "4班": MARKS})
    first, second = (begin(path, CODES, name)[0] for name in ("3班", "4班"))
    said = {"constants": {"hours": "4"}, "values": {"status": {"缺席了": "A"}}}
    answered = replace(first, class_row={**CLASS, "class_id": "3班"}, **said)
    assert same(second, answered)
    again = carried(second, answered)
    assert again.sheet == "4班" and again.class_row == {"class_id": "4班", "train_type": "T4"}
    assert again.constants == {"hours": "4"} and again.values == answered.values


def test_a_sheet_of_one_day_takes_the_day_from_the_title_or_the_name_of_the_sheet(book, tmp_path):
    narrow = [["工号", "姓名", "签到"], *([who, "李四", "√"] for who in PEOPLE)]
    above = [["班次编号：BJ-31　日期：2026年3月9日　地点：三楼会议室"]]
    path = book("每日.xlsx", {"3月9日": [*above, *narrow], "3月10日": narrow, "汇总": [["3月9日至10日"], *narrow]})
    days = [begin(path, CODES, name)[0].constants.get("date") for name in ("3月9日", "3月10日", "汇总")]
    assert days == ["2026年3月9日", "3月10日", None]
    form = begin(path, CODES, "3月9日")[0]
    form = replace(form, class_row={**CLASS, **form.class_row}, constants={**form.constants, "hours": "4"})
    assert form_spec.gaps(form) == ()
    assert loaded(path, form, tmp_path, "sessions", "session_id", "date") == [("BJ-31-2026年3月9日", "2026-03-09")]
    assert loaded(path, form, tmp_path, "attendance", "session_id")[0] == ("BJ-31-2026年3月9日",)


GRADED = [["工号", "班次编号", "考核等次"], *([who, "K1", letter] for who, letter in zip(PEOPLE, "ABCDAB", strict=True))]


@pytest.mark.parametrize(("remark", "meant"), [
    ("注：A优秀 B良好 C合格 D不合格", ["EX", "GOOD", "PASS", "FAIL"]),
    ("D=优秀，C=良好，B=合格，A=不合格", ["FAIL", "PASS", "GOOD", "EX"]),
    ("A、优秀　B、良好　C、合格　D、不合格", ["EX", "GOOD", "PASS", "FAIL"]),
])  # fmt: skip
def test_letters_mean_what_the_legend_says_in_either_order(remark, meant, book):
    form, said = codes_of(book("名册.xlsx", {"名册": [[remark], *GRADED]}))
    assert form.column("final_result") == "考核等次" and "letters_unexplained" not in said
    assert form.values["final_result"] == dict(zip("ABCD", meant, strict=True))


def test_letters_without_a_legend_are_asked_about_and_words_need_no_asking(book):
    form, said = codes_of(book("名册.xlsx", {"名册": GRADED}))
    assert "letters_unexplained" in said and "final_result" not in form.values
    words = [GRADED[0], *([who, "K1", word] for who, word in zip(PEOPLE, ("优秀", "良好", "合格") * 2, strict=True))]
    form, said = codes_of(book("名册二.xlsx", {"名册": words}))
    assert "letters_unexplained" not in said and form.column("final_result") == "考核等次"


def test_a_questionnaire_in_letters_has_points_only_by_its_legend_and_marks_in_words_have_four_steps(book):
    items = ["问卷编号", "1.课程内容", "2.教学方法", "3.后勤服务"]
    lettered = [items, *([n, "A", "B", "ABCD"[n % 4]] for n in range(6))]
    told, said = codes_of(book("问卷.xlsx", {"问卷": [["满意度问卷（A非常满意 B满意 C一般 D不满意）"], *lettered]}))
    assert told.values["score"] == {"A": "5", "B": "4", "C": "3", "D": "2"} and told.constants["scale_max"] == "5"
    asked, said = codes_of(book("问卷二.xlsx", {"问卷": [["培训评估问卷"], *lettered]}))
    assert len(asked.long) == 3 and "score" not in asked.values and "letters_unexplained" in said
    assert ("evaluations", "scale_max") in form_spec.gaps(asked)
    words = ["优秀", "良好", "合格", "不合格"]
    plain, _ = codes_of(book("问卷三.xlsx", {"问卷": [items, *([n, "优秀", "良好", words[n % 4]] for n in range(6))]}))
    assert plain.constants["scale_max"] == "4" and plain.values["score"]["良好"] == "3"  # 不合格 tells which scale it is


@pytest.mark.parametrize(("encoding", "text", "code"), [
    ("cp1251", "ФИО;Табельный номер;Дата начала\nИванов Пётр;T001;02.03.2026\n", "Windows-1251"),
    ("koi8_r", "ФИО;Табельный номер;Дата начала\nИванов Пётр;T001;02.03.2026\n", "KOI8-R"),
    ("cp932", "職員番号,氏名,出席状況\nS001,佐藤一郎,出席\nS002,鈴木花子,欠席\n", "Shift_JIS"),
    ("big5", "學號,姓名,簽到\nS001,林志明,出席\nS002,陳美惠,請假\n", "Big5"),
    ("euc_kr", "직원번호,성명,출석\nS001,김철수,출석\nS002,이영희,결석\n", "EUC-KR"),
    ("cp1254", "Adı Soyadı;Sicil No;Eğitim\nAyşe Yılmaz;1001;E-1\nÖmer Çağlar;1002;E-1\n", "Windows-1254"),
    ("gb18030", "学号,姓名,签到\nS001,王伟,√\nS002,李娜,√\n", ""), ("utf-8", "学号,姓名,签到\nS001,王伟,√\n", ""),
])  # fmt: skip
def test_an_old_encoding_is_read_where_only_one_makes_words_and_is_always_said(encoding, text, code, tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(text.encode(encoding))
    form, sheets = begin(path, CODES)
    heading = text.splitlines()[0].replace(";", ",").split(",")
    assert list(form.headings) == heading
    said = [note for note in sheets.notes if note.code == "read_as"]
    assert [code in note.en for note in said] == ([True] if code else [])
    assert [note.code for note in encoding_notes(path, "x.csv")] == [note.code for note in said]


def test_bytes_that_no_encoding_turns_into_known_words_are_refused_as_before(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes("甲乙丙丁,戊己庚辛\n子丑寅卯,辰巳午未\n".encode("big5"))
    with pytest.raises(Refused) as refused:
        begin(path, CODES)
    assert refused.value.notes[0].code == "bad_encoding"


def test_years_of_the_republic_and_of_an_era_are_days_like_any_other():
    texts = ("115/03/09", "民國115年3月9日", "中華民國 115 年 3 月 9 日(一)", "令和8年3月9日")
    assert {read_date(text) for text in texts} == {"2026-03-09"}
    assert read_date("999/1/1") is None and read_date("12/115/03") is None


def test_a_log_of_entries_has_one_session_a_day_whatever_the_minute_and_says_that_nobody_is_missing_in_it(tmp_path):
    path = tmp_path / "Sign-in.csv"
    came = [(day, minute, who) for day in (9, 10) for minute, who in ((31, 1), (52, 2))]
    rows = [f"2026/03/{day:02} 8:{minute} AM GMT+8,S{who},Mary Lim,MY-7" for day, minute, who in came]
    path.write_text("\n".join(("Timestamp,Staff ID,Full Name,Training code", *rows)), encoding="utf-8")
    form, said = codes_of(path)
    assert form.kind == "attendance" and form.constants["status"] == "P" and "signed_log" in said
    days = [("MY-7-2026/03/09", "2026-03-09", "2026/03/09"), ("MY-7-2026/03/10", "2026-03-10", "2026/03/10")]
    assert loaded(path, form, tmp_path, "sessions", "session_id", "date", "title") == days
    assert len(loaded(path, form, tmp_path, "attendance", "session_id")) == 4
    arrived = tmp_path / "签到.csv"
    rows = [f"G{who},2026-03-{day:02} 08:{minute}:10" for day, minute, who in came]
    arrived.write_text("\n".join(("工号,签到时间", *rows)), encoding="utf-8")
    form, _ = codes_of(arrived)
    assert form.day == "签到时间" == form.column("status") and form.clock == {"签到时间": {}}
    assert [day for (day,) in loaded(arrived, form, tmp_path, "sessions", "date")] == ["2026-03-09", "2026-03-10"]


def test_an_x_is_absence_beside_ticks_what_a_legend_says_and_else_asked_about_never_a_proxy(book):
    def meant(*cells: str, remark: str = "") -> tuple[dict, set[str]]:
        rows = [["Personalnummer", "Name, Vorname", "Mo 04.05.", "Di 05.05.", "Mi 06.05."]]
        rows += [[f"P{n:03}", "Müller, Jörg", *cells] for n in range(5)]
        form, said = codes_of(book("Liste.xlsx", {"Mai": [*rows, *([[remark]] if remark else [])]}))
        assert form.person == "Personalnummer" and form.date_order == "ymd" and form.says["Mo 04.05."]["date"] == "5月4日"
        return form.values.get("status", {}), said

    assert meant("x", "√", "√")[0] == {"x": "A"}
    values, said = meant("x", "x", "x")
    assert values == {"x": "?"} and "cross_unexplained" in said
    values, said = meant("x", "e", "u", remark="x = anwesend, e = entschuldigt, u = unentschuldigt")
    assert values == {"x": "P", "e": "V", "u": "A"} and "cross_unexplained" not in said


def test_what_only_remarks_on_rows_is_nobody(book, tmp_path):
    remark = "x = anwesend, e = entschuldigt, u = unentschuldigt"
    rows = [["Nr.", "Personalnummer", "Mo 04.05.", "Di 05.05.", "Mi 06.05."]]
    rows += [[n, f"P{n:03}", "x", "e", "u"] for n in range(1, 6)]
    plain = book("Liste.xlsx", {"Mai": [*rows, [remark]]})
    form, _ = codes_of(plain)
    assert form.skip == ("Personalnummer",)
    merged = openpyxl.load_workbook(plain)
    merged.active.merge_cells("A7:E7")
    merged.save(tmp_path / "verbunden.xlsx")
    over_all, _ = codes_of(tmp_path / "verbunden.xlsx")
    assert len(loaded(plain, form, tmp_path, "enrollments", "cadre_id")) == 5
    assert len(loaded(tmp_path / "verbunden.xlsx", over_all, tmp_path, "enrollments", "cadre_id")) == 5
    legend = tmp_path / "presença.csv"
    days = "04/05;05/05;06/05"
    people = "\n".join(f"{n};2043{n};P;F;FJ" for n in range(5))
    foot = "Legenda: P = presente; F = falta; FJ = falta justificada"
    legend.write_text(f"Nº;Matrícula;{days}\n{people}\n{foot}\n", encoding="utf-8")
    form, _ = codes_of(legend)
    assert form.values["status"] == {"F": "A", "FJ": "V"}
    assert len(loaded(legend, form, tmp_path, "enrollments", "cadre_id")) == 5


def test_numbers_of_rows_are_no_points_and_an_export_of_a_learning_platform_is_read_by_what_it_completes(tmp_path, book):
    said = ("Strongly Agree", "Agree", "Undecided", "Disagree")
    rows = [["S/N", "#", "Course Attended", "Objectives met", "Facilitators", "Materials"]]
    rows += [[n, n, "PSR-044", said[n % 4], said[0], said[1]] for n in range(1, 9)]
    asked, _ = codes_of(book("evaluation.xlsx", {"Form responses 1": rows}))
    assert asked.long == ("Objectives met", "Facilitators", "Materials") and asked.values["score"]["Undecided"] == "3"

    def begun(name: str, *lines: str) -> Form:
        (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
        return begin(tmp_path / name, CODES)[0]

    people = [f'Ana,Cruz,M{n:03},Completed,"Monday, {n} March 2026, 10:15 AM",Not completed' for n in range(1, 6)]
    done = begun("progress.csv", "First name,Surname,ID number,Assignment: Plan,Completion date,Course complete", *people)
    assert done.columns == {"ID number": "cadre_id", "Course complete": "status"}
    people = [f"Cruz,Ana,M{n:03},Finished,{n}.50,2.00" for n in range(1, 6)]
    grades = begun("PSC-Quiz-grades.csv", "Last name,First name,ID number,Status,Grade/10.00,Q. 1 /5.00", *people)
    assert grades.kind == "assessments" and grades.person == "ID number"
    assert grades.column("score") == "Grade/10.00" and grades.constants["max_score"] == "10"


def test_headings_in_two_languages_and_days_in_words_of_other_countries_are_known(book, tmp_path):
    rows = [["Staff No. 職員編號", "Name 姓名", "Time In 簽到時間", "Time Out 簽退時間"]]
    rows += [[f"HK{n}", "Chan", f"09:0{n}", "17:30"] for n in range(6)]
    form, _ = codes_of(book("hk.xlsx", {"CSTDI": [["Course Code 課程編號: CST-101"], *rows]}))
    assert form.person == "Staff No. 職員編號" and form.class_row == {"class_id": "CST-101"}
    assert form.clock == {"Time In 簽到時間": {"out": "Time Out 簽退時間"}}
    texts = {"Senin, 4 Mei 2026": "2026-05-04", "segunda-feira, 4 de maio de 2026": "2026-05-04",
             "9 марта 2026 г.": "2026-03-09", "9 Şubat 2026": "2026-02-09", "9. März 2026": "2026-03-09",
             "Monday, 9 March 2026, 10:15 AM": "2026-03-09",
             "3 juillet 2026": "2026-07-03", "jui 3 2026": None, "5 marks": None}  # fmt: skip
    assert {text: read_date(text) for text in texts} == texts
    heading = "Sicil No;Unvan;İl;Eğitim Kodu;Eğitim Adı;Başlangıç Tarihi;Bitiş Tarihi;Sonuç"
    people = "\n".join(f"{n};Memur;İzmir;HE-1;Etik;02.03.2026;06.03.2026;Başarılı" for n in range(5001, 5006))
    (tmp_path / "katılımcı.csv").write_bytes(f"{heading}\n{people}\n".encode("cp1254"))
    roster, _ = codes_of(tmp_path / "katılımcı.csv")
    named = ("cadre_id", "level_code", "region_code", "class_id", "title", "start_date", "end_date", "status")
    assert tuple(roster.column(name) for name in named) == tuple(heading.split(";")) and roster.brings == ("classes",)


def test_a_summary_above_halves_of_days_and_answers_of_yes_and_no_do_not_hide_who_was_there(book, tmp_path):
    path = tmp_path / "participants.csv"
    people = [f"Ana,a{n}@x.org,03/19/2026 08:5{n}:12 AM,03/19/2026 05:00:00 PM" for n in range(5)]
    path.write_text("\n".join(("Meeting ID,Topic,Start Time,Users", "812,Budget,03/19/2026 08:50:00 AM,5", "",
                               "Name,User Email,Join Time,Leave Time", *people)), encoding="utf-8")  # fmt: skip
    form, _ = codes_of(path)
    assert (form.first, form.person, form.column("status")) == (4, "User Email", "Join Time")
    assert form.clock == {"Join Time": {"out": "Leave Time"}} and form.day == "Join Time" and form.date_order == "mdy"
    rows = [["Formation Management - Session MGT-2026-04"], ["", "", "lundi 04/05/2026", "", "mardi 05/05/2026", ""],
            ["N°", "Matricule", *["Matin", "Après-midi"] * 2], *([n, f"F{n:04}", *"XXXX"] for n in range(5))]  # fmt: skip
    halves, _ = codes_of(book("émargement.xlsx", {"Feuil1": rows}))
    assert [said["date"] for said in halves.says.values()] == ["2026-05-04"] * 2 + ["2026-05-05"] * 2
    assert halves.class_row["class_id"] == "MGT-2026-04"
    days = ["P/No", *(f"Mon {day}-Mar-26" for day in (9, 10, 11))]
    yes, _ = codes_of(book("register.xlsx", {"Register": [days, *([f"2014{n:05}", "Y", "N", "Y"] for n in range(5))]}))
    assert yes.values["status"] == {"Y": "P", "N": "A"} and yes.says["Mon 9-Mar-26"]["date"] == "2026-03-09"


@pytest.mark.parametrize("heading", [
    "Họ tên", "Nome do servidor", "Nombre completo", "Nom et prénom", "Name, Vorname", "Adı Soyadı", "Nama Lengkap",
    "Ф.И.О.", "Овог нэр", "Name 姓名", "Surname", "User Email", "الاسم", "氏名", "Name (Original Name)",
])  # fmt: skip
def test_a_column_of_names_is_known_in_any_country(heading):
    assert names_a_person(heading)


def test_names_of_courses_and_numbers_of_staff_are_no_names_of_people():
    headings = ("Course name", "Tên lớp", "Nome do curso", "Nombre de places", "Nama pelatihan", "Сургалтын нэр",
                "اسم الدورة", "Наименование курса", "Eğitim Adı", "Name of the programme", "Sicil No")  # fmt: skip
    assert not list(filter(names_a_person, headings))


def test_what_a_person_says_of_clock_times_stays_and_the_times_themselves_are_no_words_to_explain(book, tmp_path):
    def page(file: str, scratch: str) -> None:
        from dataclasses import replace
        from pathlib import Path

        import streamlit as st

        from data.codes import load
        from data.form import begin
        from data.form_rows import hold
        from ui import import_clock, import_tables

        form, _ = begin(Path(file), load())
        seed = replace(form, clock={"签到时间": {"out": "签退时间", "late": "09:00"}})
        held = hold(Path(file), form, Path(scratch))
        read = import_clock.draw(seed, seed, held, "en", "clock")
        words = import_tables.meanings(held, read, "status", seed, load(), "en", "words")
        asked = [text for text, _ in import_tables._seen(held, read, "status", seed, load())]
        st.write(str((read.clock, words, asked)))

    rows = [["工号", "签到时间", "签退时间"], *([PEOPLE[i], CAME[i], LEFT[i]] for i in range(5)), ["G009", "请假", ""]]
    path = book("签到.xlsx", {"签到": rows})
    app = AppTest.from_function(page, args=(str(path), str(tmp_path)), default_timeout=30).run()
    assert not app.exception
    assert app.markdown[-1].value == str(({"签到时间": {"out": "签退时间", "late": "09:00"}}, {}, ["请假"]))
