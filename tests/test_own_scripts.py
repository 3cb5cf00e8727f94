"""Lists of offices that write in scripts and code pages of their own, and the strokes with which some tick."""

from __future__ import annotations

import duckdb
import openpyxl
import pytest

from data import widths
from data.codes import load
from data.form import PERSON, begin
from tests.foreign import begun, of_class
from tests.taking import take_in
from tests.test_form import step

__all__ = ["begun"]  # the fixture
CODES = load()
KEY = "Key: / present, x absent"


def register(*marks: str, people: int = 8, remark: str = KEY) -> tuple[tuple, ...]:
    """A register of three days: person n has the first mark, and on the last day the last one where n is 0."""
    rows = [(n, f"2010{n:05}", f"Wanjiku {n}", marks[0], marks[0], marks[-1] if n == 0 else marks[0]) for n in range(people)]
    return (("S/No", "P/No", "Name", "Mon 3/3/2025", "Tue 4/3/2025", "Wed 5/3/2025"), *rows, (remark,))


def test_a_stroke_is_the_mark_that_the_remark_says_and_counts(begun, tmp_path):
    form, said = begun("register.xlsx", *register("/", "x"))
    assert form.values["status"] == {"/": "P", "x": "A"} and "cross_unexplained" not in said
    assert form.columns["P/No"] == PERSON  # the number beside a name, though a remark stands below
    with duckdb.connect() as con:
        form = of_class(form, hours="4")
        take_in(con, step(tmp_path / "register.xlsx", form, tmp_path / "p", tmp_path / "w")[0], tmp_path)
        asked = "SELECT status, count(*) FROM acc_attendance GROUP BY status ORDER BY status"
        assert con.execute(asked).fetchall() == [("A", 1), ("P", 23)]


@pytest.mark.parametrize(("remark", "meant"), [
    ("Note: - = absent, / = present", {"/": "P", "-": "A"}),
    ("√ 到，- 缺勤", {"-": "A"}),
    ("- absent", {"-": "A"}),
    ("出勤、迟到 / 早退都要写明", {"/": "?"}),  # a stroke between words is no mark
])  # fmt: skip
def test_a_stroke_is_explained_only_where_a_remark_or_a_part_of_it_begins_with_it(remark, meant, begun):
    first = "√" if "/" not in meant else "/"
    form, _ = begun("register.xlsx", *register(first, "-" if "-" in meant else "x", remark=remark))
    assert {mark: code for mark, code in form.values["status"].items() if mark in "/-"} == meant


def test_strokes_that_nothing_explains_are_asked_about_where_they_fill_a_sheet(begun):
    form, said = begun("register.xlsx", *register("/", "x", remark=""))
    assert form.values["status"]["/"] == "?" and "cross_unexplained" in said
    form, _ = begun("register.xlsx", *register("√", "/", remark=""))
    assert "/" not in form.values.get("status", {})  # one among ticks is a sign for nothing, as before


@pytest.mark.parametrize(("encoding", "heading", "row", "columns"), [
    ("cp874", "รหัสหลักสูตร,ชื่อหลักสูตร,วันเริ่ม,วันสิ้นสุด,รหัสพนักงาน,ชื่อ-สกุล,ระดับ,จังหวัด",
     "TH{0},หลักสูตรผู้นำ,3/3/2568,7/3/2568,E{0:04},สมชาย {0},ชำนาญการ,เชียงใหม่",
     "class_id title start_date end_date cadre_id - level_code region_code"),
    ("big5", "班別代碼,班別名稱,開班日期,結訓日期,員工編號,姓名,職等,縣市",
     "TW{0},研習班,114/03/03,114/03/07,A{0:04},王大明,薦任,臺中市",
     "class_id title start_date end_date cadre_id - level_code region_code"),
    ("utf-8", "Курс коды;Курс атауы;Басталу күні;Аяқталу күні;ЖСН;Аты-жөні;Санаты;Облыс",
     "KZ{0};Көшбасшылық;03.03.2025;07.03.2025;8501013{0:05};Асқар;A-1;Абай облысы",
     "class_id title start_date end_date cadre_id - level_code region_code"),
    ("cp1252", "Código da turma;Nome da turma;Tipo;Data de início;Data de término",
     "T{0};Gestão;Inicial;02/03/2025;05/03/2025",
     "class_id title train_type start_date end_date"),
])  # fmt: skip
def test_lists_in_their_own_letters_are_read_whole_and_a_class_is_nobody(encoding, heading, row, columns, tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes("\r\n".join([heading, *(row.format(n) for n in range(12))]).encode(encoding))
    form, sheets = begin(path, CODES)
    mark = ";" if ";" in heading else ","
    assert [form.columns.get(name, "-") for name in heading.split(mark)] == columns.split()
    assert form.kind == ("enrollments" if "cadre_id" in columns else "classes")
    told = {note.code: note.en for note in sheets.notes}
    assert ("read_as" in told) == (encoding != "utf-8")


def test_arabic_in_its_old_code_page_is_read_and_said(tmp_path):
    path = tmp_path / "hudur.csv"
    rows = ["الرقم الوظيفي;الاسم;المحافظة;02/03/2025;03/03/2025",
            *(f"{700 + n};أحمد {n};القاهرة;حاضر;غائب" for n in range(9))]  # fmt: skip
    path.write_bytes("\r\n".join(rows).encode("cp1256"))
    form, sheets = begin(path, CODES)
    assert form.values["status"] == {"حاضر": "P", "غائب": "A"} and any("Windows-1256" in note.en for note in sheets.notes)


def test_the_day_a_class_opens_is_not_the_day_somebody_left(begun):
    people = [(f"A{n:03}", "荐任", "2026-03-03") for n in range(6)]
    form, _ = begun("学员.xlsx", ("干部编号", "层级", "开训班日期"), *people)
    assert form.columns.get("开训班日期") != "left_on"


def test_a_level_comes_before_a_post_where_both_stand_in_a_list(begun):
    people = [("T1", f"{n:06}", "Analista", "Pleno") for n in range(6)]
    form, _ = begun("participantes.xlsx", ("Código da turma", "Matrícula", "Cargo", "Nível"), *people)
    assert form.columns["Nível"] == "level_code"


def test_a_weekday_in_any_tongue_before_a_day_in_words_is_left_out(begun):
    people = [(f"1980{n:05}", "H", "A" if n else "H") for n in range(6)]
    form, _ = begun("daftar hadir.xlsx", ("NIP", "Senin 3 Maret 2025", "Selasa 4 Maret 2025"), *people)
    assert [form.says[name]["date"] for name in form.long] == ["2025-03-03", "2025-03-04"]


@pytest.mark.parametrize("rows", [
    (("√ 出勤  ○ 请假  △ 迟到",),),
    (("标记", "含义"), ("√", "出勤"), ("○", "请假"), ("△", "迟到")),
])  # fmt: skip
def test_what_marks_mean_may_stand_on_another_sheet(rows, tmp_path):
    book = openpyxl.Workbook()
    marks = ("√", "○", "△")
    for row in (("工号", "3月2日", "3月3日"), *((f"G{n:03}", "√", marks[n % 3]) for n in range(9))):
        book.active.append(row)
    legend = book.create_sheet("说明")
    for row in rows:
        legend.append(row)
    book.save(tmp_path / "签到.xlsx")
    form, _ = begin(tmp_path / "签到.xlsx", CODES)
    assert form.kind == "attendance" and form.values["status"]["○"] == "V"


def test_a_number_with_a_point_and_zero_behind_it_is_the_number():
    with duckdb.connect() as con:
        numbers = "(VALUES ('1000.0'), ('A-1.0'), ('2.0'), ('1000.05'), ('F1:1000.0')) v(t)"
        told = con.execute(f"SELECT {widths.in_sql('t')} FROM {numbers}").fetchall()
    assert told == [("1000",), ("A-1.0",), ("2.0",), ("1000.05",), ("F1:1000",)]
