"""A foreign sheet described by a person: proposed, corrected, tried, built, found again."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import duckdb
import openpyxl
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from data import form as forms
from data import form_rows, form_shapes, form_spec, job, store, versions
from data.build import Order
from data.codes import load
from data.dates import read_date
from data.faults import Refused
from data.form import PERSON, ROWS, Form, begin
from data.look import Look
from data.rejects import counts, rejects
from data.sources import sha256
from data.tables import previews
from tests.foreign import CLASS, of_class, signin, survey
from ui import import_desk

CODES = load()


def step(path, form: Form, folder, warehouse, replaces=()):
    profile = form_spec.write(form, path.name, folder)
    return Order((path,), warehouse, profile=profile, max_rejected=1.0), replaces


@pytest.fixture
def sheet(tmp_path):
    """(path, form) of the sign-in sheet with everything said but the meaning of its own word."""
    path = signin(tmp_path / "签到表.xlsx")
    return path, of_class(begin(path, CODES)[0], hours="4")


def test_a_signin_sheet_is_proposed_with_its_heading_its_person_and_its_sessions(tmp_path):
    form, sheets = begin(signin(tmp_path / "签到表.xlsx"), CODES)
    assert (form.kind, form.sheet, form.first, form.depth) == ("attendance", "签到", 2, 1)
    assert sheets.names == ("签到",)
    assert form.columns == {"工号": PERSON, "第1次": ROWS, "第2次": ROWS, "第3次": ROWS}
    assert set(form.brings) == {"classes", "enrollments", "sessions"}


def test_a_short_page_words_in_capitals_and_numbers_beside_names_are_understood(tmp_path):
    def begun(name: str, text: str) -> Form:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return begin(tmp_path / name, CODES)[0]

    cells = ("Programme no.", "Programme", "From"), ("LDC-12", "Leadership", "09-Mar-2026")
    page = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in cells)
    begun("programmes.xls", f"<html><table>{page}</table></html>")
    with duckdb.connect() as con:
        assert previews(tmp_path / "programmes.xls", con, top=1)[0].rows == cells[:1]
    assert [read_date(text) for text in ("09-Mar-2026", "9/March/2026")] == ["2026-03-09"] * 2  # as Excel writes it
    said = "".join(f"{n},Very satisfied,Satisfied,Neutral\n" for n in range(4))
    asked = begun("answers.csv", f"No,Content,Teachers,Venue\n{said}")
    assert asked.kind == "evaluations" and asked.values["score"]["Very satisfied"] == "5"
    assert asked.values["score"]["Very dissatisfied"] == "1"  # in none of the first rows
    people = "".join(f"KE{n:05},Achieng Otieno,LDC-12\n" for n in (1, 2, 3, 3))  # one of them in two classes
    roll = begun("roster.csv", f"PF number,Full name,Course\n{people}")
    assert roll.columns["PF number"] == "cadre_id" and "Full name" not in roll.columns


def test_headings_of_other_countries_dotted_days_and_halves_of_a_merged_day_are_understood(tmp_path):
    def begun(name: str, text: str, encoding: str = "cp1252") -> Form:
        (tmp_path / name).write_bytes(text.encode(encoding))
        return begin(tmp_path / name, CODES)[0]

    stages = begun("stages.csv", "Intitulé;Code formation;Nature;Date de début;Date de fin\nA;F1;x;02.03.2026;06.03.2026\n")
    assert (stages.kind, stages.date_order) == ("classes", "dmy") and form_spec.gaps(stages) == ()
    said = "".join(f"{n};0{n}.03.2026;F1;Très satisfait;Satisfait;Insatisfait\n" for n in range(1, 5))
    asked = begun("à chaud.csv", f"N°;Horodateur;Formation suivie;Contenu;Formateur;Salle\n{said}")
    assert asked.kind == "evaluations" and asked.values["score"]["Très satisfait"] == "5"
    assert [asked.column(name) for name in ("submitted_on", "class_id")] == ["Horodateur", "Formation suivie"]
    days = begun("签.csv", "编号,5月6日,5月6日,5月7日\n编号,上午,下午,上午\nG001,√,×,√\nG002,√,√,公出\n", "gbk")
    assert [days.says[heading]["date"] for heading in days.long] == ["5月6日", "5月6日", "5月7日"]
    assert days.values["status"] == {"公出": "V"}
    texts = ("二〇二六年五月六日", "十二月三十一日", "十十月一日")
    assert [read_date(text) for text in texts] == ["2026-05-06", "--12-31", None]


def test_another_sheet_of_a_workbook_is_described_beside_the_first(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Classes"
    book.active.append(["Course code", "Course", "Kind", "From", "Until"])
    book.active.append(["L1", "Leading", "T4", "2026-05-04", "2026-05-08"])
    book.create_sheet("People").append(["Emp ID", "Grade", "Course code", "District"])
    book["People"].append(["E1", "B4", "L1", "Patna"])
    book.save(tmp_path / "year.xlsx")
    folder = SimpleNamespace(path=tmp_path)
    held = {"looks": (Look(tmp_path / "year.xlsx", (), ()),), "folder": folder, "digests": {}, "desks": {}, "likes": {}}
    held |= {"codes": CODES, "earlier": (), "forms": {}, "sheets": {}}
    import_desk.described(held, 0)
    first = held["desks"][0].form.sheet
    import_desk.another_sheet(held, 0, "People" if first == "Classes" else "Classes")
    assert {desk.form.sheet: desk.form.kind for desk in held["desks"].values()} == {
        "Classes": "classes", "People": "enrollments"}  # fmt: skip
    assert len({desk.path for desk in held["desks"].values()}) == 2


def test_a_table_far_too_wide_is_refused_before_anybody_waits(tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text(",".join(f"c{n}" for n in range(20_000)) + "\n", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        begin(path, CODES)
    assert refused.value.notes[0].code == "too_wide"


def test_columns_are_taken_for_what_they_say_of_people_and_sessions(tmp_path):
    people = [f"{number},王强,1390000{number:04}" for number in range(1, 13)]

    def begun(name: str, heading: str, cells: str, foot: str = "") -> Form:
        path = tmp_path / name
        path.write_text("\n".join((heading, *(f"{who},{cells}" for who in people), foot)), encoding="gbk")
        return begin(path, CODES)[0]

    signed = begun("登记.csv", "序号,姓名,电话,3月9日上午,3月9日下午,3月10日", "√,√,×", "班主任签字：,,,日期：,,")
    assert [said["date"] for said in signed.says.values()] == ["3月9日", "3月9日", "3月10日"] and signed.person == "电话"
    roster = begun("汇总.csv", "序号,姓名,电话,班次编号,学时", "K1,40")
    assert roster.kind == "enrollments" and roster.columns["班次编号"] == "class_id"
    asked = begun("答卷.csv", "Q1.编号,Q2.姓名,Q3.单位,Q4.课程合理,Q5.讲得清楚,Q6.学以致用", "完全符合,符合,不太符合")
    assert asked.long == ("Q4.课程合理", "Q5.讲得清楚", "Q6.学以致用") and asked.kind == "evaluations"


def test_what_is_missing_is_named_and_nothing_else(sheet):
    path, form = sheet
    asked = form_spec.gaps(begin(path, CODES)[0])
    assert ("classes", "class_id") in asked and ("sessions", "hours") in asked
    assert form_spec.gaps(form) == ()
    assert form_spec.gaps(replace(form, columns={h: f for h, f in form.columns.items() if f != PERSON})) != ()


def test_the_first_rows_load_as_they_will_and_the_faulty_cell_is_marked(sheet, tmp_path):
    path, form = sheet
    held = form_rows.hold(path, form, tmp_path)
    found = {record.kind: record for record in form_rows.sample(held, form, CODES)}
    assert {kind: (record.tried, record.faulty) for kind, record in found.items()} == {
        "classes": (1, 0), "enrollments": (8, 0), "sessions": (3, 0), "attendance": (24, 2)}  # fmt: skip
    wrong = [line for line in found["attendance"].lines if line.fault]
    assert [(line.row, line.fault) for line in wrong] == [(4, "status"), (7, "status")]
    assert all(line.zh and line.en for line in wrong)
    meant = replace(form, values={"status": {"缺席了": "A"}})
    assert sum(record.faulty for record in form_rows.sample(held, meant, CODES)) == 0


def test_nobody_is_named_in_the_first_rows_or_among_the_values(sheet, tmp_path):
    path, form = sheet
    named = replace(form, columns={**form.columns, "工号": "", "姓名": PERSON})
    held = form_rows.hold(path, named, tmp_path)
    said = str(form_rows.sample(held, named, CODES)) + str(form_rows.tops(held)) + str(form_rows.texts(held, ("姓名",)))
    assert "张***" in said and "张三" not in said


def test_a_part_of_a_cell_and_a_column_used_twice_are_read(tmp_path):
    path = tmp_path / "名单.csv"
    path.write_text("学员,来的日子\n10000031学员甲,2026-03-02 早\n10000032学员乙,2026-03-03 早\n", encoding="utf-8")
    form, _ = begin(path, CODES, kind="enrollments")
    form = replace(form, columns={"学员": "cadre_id"}, parts={"学员": "digits"}, taken={"completed_on": ("来的日子", "day")})
    form = of_class(form)
    (_, roster) = form_rows.sample(form_rows.hold(path, form, tmp_path), form, CODES)
    at = [roster.fields.index(name) for name in ("cadre_id", "completed_on")]
    assert [tuple(line.cells[i] for i in at) for line in roster.lines] == [
        ("10000031", "2026-03-02"), ("10000032", "2026-03-03")]  # fmt: skip


def test_a_described_sheet_is_built_and_its_rejected_rows_come_back_under_their_own_headings(sheet, tmp_path):
    path, form = sheet
    warehouse = tmp_path / "warehouse"
    order = step(path, form, tmp_path / "profile", warehouse)
    version = job.make((order,), lambda *_: None).version
    profile = tmp_path / "profile" / "profile.toml"
    found = {kind: rest for _, kind, *rest in counts(warehouse, version, (sha256(path), sha256(profile)))}
    assert found == {"classes": [1, 1, 0], "enrollments": [8, 8, 0], "sessions": [3, 3, 0], "attendance": [24, 22, 2]}
    (table,) = rejects(warehouse, version, (path,), {path: (form, profile)})
    assert table.headings == ("序号", "工号", "姓名", "第1次", "第2次", "第3次") and table.mark.startswith(sha256(path))
    assert [(row.row, row.cells) for row in table.rows] == [
        (4, ("2", "G002", "张***", "√", "√", "缺席了")), (7, ("5", "G005", "张***", "√", "√", "缺席了"))]  # fmt: skip


def test_a_questionnaire_with_one_column_an_item_becomes_answers(tmp_path):
    path = survey(tmp_path / "问卷.xlsx")
    form = of_class(begin(path, CODES)[0], dimension_code="PE")
    assert form.long == ("1、(课程内容)", "1、(教学方法)", "1、(组织安排)")
    assert form.says["1、(教学方法)"] == {"item_code": "教学方法", "dimension_code": "CM", "scale_max": ""}
    warehouse = tmp_path / "warehouse"
    job.make((step(path, form, tmp_path / "profile", warehouse),), lambda *_: None)
    with duckdb.connect(str(versions.path_of(warehouse, versions.current(warehouse))), read_only=True) as con:
        rows = con.execute("SELECT kind, rows, accepted FROM source_file ORDER BY id").fetchall()
    assert rows == [("classes", 1, 1), ("evaluations", 18, 18)]


def test_several_steps_make_one_version_or_none(sheet, tmp_path, sample_house):
    path, form = sheet
    form = replace(form, class_row={**form.class_row, "end_date": form.class_row["start_date"]})
    other = survey(tmp_path / "问卷.xlsx")
    answers, _ = begin(other, CODES)
    answers = replace(answers, class_row={"class_id": "F1"}, brings=(), constants={"dimension_code": "PE", "scale_max": "5"})
    warehouse = tmp_path / "warehouse"
    first, second = step(path, form, tmp_path / "a", warehouse), step(other, answers, tmp_path / "b", warehouse)
    result = job.make((first, second), lambda *_: None)
    assert versions.versions(warehouse) == (result.version,)
    with duckdb.connect(str(versions.path_of(warehouse, result.version)), read_only=True) as con:
        ended = "SELECT bool_and(end_date <= (SELECT as_of FROM as_of)) FROM dim_class"
        assert con.execute(ended).fetchone() == (True,)
        assert con.execute("SELECT sum(completed), sum(finished) FROM effect_class").fetchone() == (0, 0)
    assert {f.name for f in store.received_of(warehouse, result.version)} == {"签到表.xlsx", "问卷.xlsx"}
    (tmp_path / "b" / "profile.toml").write_text("[[record]]", encoding="utf-8")
    april = replace(form, class_row={**CLASS, "class_id": "F2"})
    third = step(signin(tmp_path / "四月.xlsx"), april, tmp_path / "c", warehouse)
    with pytest.raises(Refused):
        job.make((third, second), lambda *_: None)
    assert versions.versions(warehouse) == (result.version,) and not (warehouse / ".adding").exists()


def test_the_next_sheet_with_the_same_headings_is_offered_the_same_answers_but_not_the_same_class(sheet, tmp_path):
    path, form = sheet
    form = replace(form, values={"status": {"缺席了": "A"}})
    warehouse = tmp_path / "warehouse"
    job.make((step(path, form, tmp_path / "profile", warehouse),), lambda *_: None)
    before = form_shapes.earlier(warehouse)
    assert [name for name, _ in before] == ["签到表.xlsx"]
    name, again = form_shapes.fitting(signin(tmp_path / "四月.xlsx", people=3), CODES, before)
    assert name == "签到表.xlsx" and again.values == form.values
    assert again.class_row == {"train_type": "T4", "title": "某培训班"}  # as the title of the other file says
    assert form_shapes.fitting(survey(tmp_path / "问卷.xlsx"), CODES, before) is None


def test_a_form_survives_being_written_and_a_damaged_one_is_none(sheet):
    form = replace(sheet[1], taken={"status": ("备注", "words")}, skip=("姓名",), blank="P")
    assert forms.unpacked(orjson.loads(orjson.dumps(forms.packed(form)))) == form
    whole = forms.packed(form)
    for damaged in (None, [], {"kind": "classes"}, {**whole, "kind": "gone"}, {**whole, "columns": 3}):
        assert forms.unpacked(damaged) is None


ODD = ["", "姓名", "第1次", "√", "{x}", '"', "=1+1", "?", "2026-03-02", "\x7f", "\r\n"]
CELL = st.one_of(st.text(max_size=8), st.sampled_from(ODD))
HTML = b"<html><body><table><tr><td>1</td></tr></table>"
WIDE = ",".join(f"c{i}" for i in range(400)).encode() + b"\n" + b"1," * 399 + b"1"


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(CELL, min_size=1, max_size=6), min_size=1, max_size=6), st.sampled_from(list(forms.kinds())))
def test_whatever_is_uploaded_is_described_or_refused_in_words(tmp_path, rows, kind):
    path = tmp_path / "x.csv"
    path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8", errors="replace")
    _opens(path, tmp_path, kind)


@pytest.mark.parametrize("content", [b"", b"\n", b"x", HTML, b"a,b\n", WIDE])
def test_odd_files_are_described_or_refused_in_words(tmp_path, content):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    _opens(path, tmp_path, "")


def test_a_formula_is_a_text_or_its_value_and_never_run(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["人", "=1+1", "第1次"])
    book.active.append(["G1", "=HYPERLINK(\"x\")", "√"])
    book.save(tmp_path / "x.xlsx")
    _opens(tmp_path / "x.xlsx", tmp_path, "attendance")


def _opens(path, folder, kind) -> None:
    try:
        form, _ = begin(path, CODES, kind=kind)
        held = form_rows.hold(path, form, folder)
        form = replace(form, headings=held.staged.headings)
        form_spec.gaps(form)
        form_rows.tops(held)
        form_rows.sample(held, form, CODES)
    except Refused as error:
        assert all(note.zh and note.en for note in error.notes)


def test_words_of_a_scale_can_be_corrected_where_numbers_are_expected(tmp_path):
    """The answers of a questionnaire are words; what they mean stands in a table in which any number can be written."""

    def page(file: str, scratch: str) -> None:
        from pathlib import Path

        import streamlit as st

        from data.codes import load
        from data.form import begin
        from data.form_rows import hold
        from ui.import_tables import meanings

        form, _ = begin(Path(file), load())
        held = hold(Path(file), form, Path(scratch))
        st.write(str(sorted(meanings(held, form, "score", form, load(), "zh", "words").items())))

    given = (str(survey(tmp_path / "问卷.xlsx")), str(tmp_path))
    app = AppTest.from_function(page, args=given, default_timeout=20).run()
    assert not app.exception
    assert app.markdown[-1].value == "[('不满意', '2'), ('满意', '4'), ('非常满意', '5')]"
