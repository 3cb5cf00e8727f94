"""Sheets as no manual foresees them: each is read rightly, or refused with the place and the way out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from data.build import Order, build
from data.faults import Refused
from data.look import look
from tests.test_sources import HEADING, READ, ROWS, classes, refusal, take

__all__ = ["take"]  # the fixture
FIELDS = "class_id, title, train_type, start_date, end_date, is_main_class"
BOOKS = Path(__file__).with_name("books")
TEXT = "\n".join((HEADING, *ROWS)) + "\n"


def read(taken):
    return taken.ask(f"SELECT {FIELDS} FROM acc_classes ORDER BY class_id")


@pytest.mark.parametrize(("encoding", "mark"), [
    ("utf-16", b""), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("utf-16-le", b""), ("utf-16-be", b""),
])  # fmt: skip
def test_text_in_utf_16_is_read_with_its_mark_or_without(encoding, mark, take, tmp_path):
    assert read(take(classes(tmp_path, mark + TEXT.encode(encoding)))) == READ


def test_a_known_file_in_an_old_encoding_is_read_and_said_to_be(take, tmp_path):
    row = "K1,Основы управления персоналом организации,T4,2026-03-02,2026-03-03,是"
    taken = take(classes(tmp_path, f"{HEADING}\n{row}\n".replace("是", "yes").encode("gb18030")))
    assert taken.ask("SELECT title FROM acc_classes") == [("Основы управления персоналом организации",)] and not taken.notes
    head = "class_id,title,train_type,start_date,end_date\n"
    taken = take(classes(tmp_path, (head + row.removesuffix(",是") + "\n").encode("cp1251")))
    assert taken.ask("SELECT title FROM acc_classes") == [("Основы управления персоналом организации",)]
    assert [(note.code, "Windows-1251" in note.zh) for note in taken.notes] == [("read_as", True)]


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_a_first_line_that_names_the_separator_is_no_heading(mark, take, tmp_path):
    assert read(take(classes(tmp_path, f"sep={mark}\n{TEXT.replace(',', mark)}"))) == READ


@pytest.mark.parametrize("before", ["", "某年班次表,,,,,\r\n"])
@pytest.mark.parametrize("ends", [("\r\n", "\n", "\n"), ("\n", "\r\n", "\n"), ("\r\n", "\r\n", "\n"), ("\n", "\r", "\r\n")])
def test_lines_that_end_in_different_ways_are_all_read(ends, before, take, tmp_path):
    lines = "".join(line + end for line, end in zip((HEADING, *ROWS), ends, strict=True))
    taken = take(classes(tmp_path, before + lines))
    assert read(taken) == READ and not taken.rejected()


def test_rare_characters_of_four_bytes_in_gb18030_are_kept(take, tmp_path):
    text = f"{HEADING}\nK1,𠮷㐂班䶮𬭎,T4,2026-03-02,2026-03-03,是\n"
    assert take(classes(tmp_path, text.encode("gb18030"))).ask("SELECT title FROM acc_classes") == [("𠮷㐂班䶮𬭎",)]


def test_midnight_written_as_24_is_the_day_itself_or_said_to_be_no_date(take, tmp_path):
    taken = take(classes(tmp_path, f"{HEADING}\nK1,甲,T4,2026-03-02 24:00,2026-03-03 24:00:00,是\n{ROWS[1]}\n"))
    if taken.rejected():
        assert taken.rejected() == [(2, "start_date", "2026-03-02 24:00", "bad_date")]
    else:
        days = taken.ask("SELECT start_date, end_date FROM acc_classes WHERE class_id = 'K1'")
        assert days == [(date(2026, 3, 2), date(2026, 3, 3))]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_formula_that_found_nothing_is_no_value(suffix, take, tmp_path):
    rows = [f"{HEADING},名额".split(","), ["K1", "甲", "T4", "2026-03-02", "2026-03-03", "是", "#N/A"],
            ["K2", "乙", "#N/A", "2026-03-02", "2026-03-03", "否", "20"]]  # fmt: skip
    if suffix == "csv":
        taken = take(classes(tmp_path, "\n".join(map(",".join, rows))))
    else:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / "班次.xlsx")
        taken = take(tmp_path / "班次.xlsx")
    assert taken.ask("SELECT class_id, seats FROM acc_classes") == [("K1", None)]
    assert [(row, field, code) for row, field, _, code in taken.rejected()] == [(3, "train_type", "broken_cell")]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_read_or_named(state, take, tmp_path):
    book = openpyxl.Workbook()
    for row in (HEADING, *ROWS):
        book.active.append(row.split(","))
    book.active.title = "班次"
    sheet = book.create_sheet("旧名单")
    sheet.sheet_state = state
    sheet.append(["随便", "写写"])
    sheet.append(["1", "2"])
    book.save(tmp_path / "材料.xlsx")
    taken = take(tmp_path / "材料.xlsx")
    assert read(taken) == READ
    assert [("旧名单" in note.zh, note.code) for note in taken.notes] == [(True, "unknown_sheet")]


def test_a_text_with_a_nul_byte_is_refused_or_read_without_it(take, tmp_path):
    (found,) = refusal(take, classes(tmp_path, TEXT.replace("乡村", "乡\0村").encode()))
    assert found.code == "not_text" and "classes.csv" in found.zh


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_cell_of_a_hundred_thousand_characters_is_read_and_cut_in_messages(suffix, take, tmp_path):
    long = "长" * (100_000 if suffix == "csv" else 32_767)  # a workbook holds no more in a cell
    rows = [HEADING.split(","), ["K1", long, "T4", "2026-03-02", "2026-03-03", "是"],
            ["K2", "乙", long, "2026-03-02", "2026-03-03", "是"]]  # fmt: skip
    if suffix == "csv":
        taken = take(classes(tmp_path, "\n".join(map(",".join, rows))))
    else:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / "班次.xlsx")
        taken = take(tmp_path / "班次.xlsx")
    assert taken.ask("SELECT length(title) FROM acc_classes") == [(len(long),)]
    assert [(row, field, code) for row, field, _, code in taken.rejected()] == [(3, "train_type", "bad_code")]
    order = Order((tmp_path,), tmp_path / "warehouse", max_rejected=0.1)
    with pytest.raises(Refused) as caught:
        build(order)
    assert all(len(note.zh) < 400 for note in caught.value.notes)


def test_two_columns_of_one_heading_are_refused_by_name(take, tmp_path):
    (found,) = refusal(take, classes(tmp_path, f"{HEADING},开班日期\n{ROWS[0]},2026-03-09\n"))
    assert found.code == "repeated_heading" and "开班日期" in found.zh


def test_a_heading_that_is_read_as_nothing_may_stand_twice(take, tmp_path):
    assert read(take(classes(tmp_path, "\n".join((f"{HEADING},随记,随记", *(f"{row},a,b" for row in ROWS)))))) == READ


def test_empty_columns_at_the_end_are_no_columns(take, tmp_path):
    taken = take(classes(tmp_path, "\n".join(line + "," * 12 for line in (HEADING, *ROWS))))
    assert read(taken) == READ and not taken.rejected()
    taken = take(classes(tmp_path, "\n".join((HEADING, *(row + "," * 12 for row in ROWS))), "班次.csv"))
    assert read(taken) == READ and not taken.rejected()


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_heading_in_row_twelve_is_found(suffix, take, tmp_path):
    above = [[f"说明第 {n} 条", "", "", "", "", ""] for n in range(1, 12)]
    rows = [*above, *(line.split(",") for line in (HEADING, *ROWS, "K9,坏,T9,2026-03-02,2026-03-03,是"))]
    if suffix == "csv":
        taken = take(classes(tmp_path, "\n".join(map(",".join, rows))))
    else:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / "班次.xlsx")
        taken = take(tmp_path / "班次.xlsx")
    assert read(taken) == READ
    assert taken.rejected() == [(15, "train_type", "T9", "bad_code")]


PAGE = """<html><head><meta charset="gbk"><style>td {{ x: y }}</style></head><body><h3>班次表</h3><table border=1>
<tr><td colspan=6>填报单位：市委党校</td></tr>
<tr><th rowspan=2>班次编号</th><th rowspan=2>班次名称<br></th><th rowspan=2>培训类型</th><th colspan=2>时间</th>
<th rowspan=2>是否主体班</th></tr><tr><th>开班日期</th><th>结业日期</th></tr>
<tr><td>K1</td><td>甲 &amp; <b>乙</b></td><td rowspan=2>T4</td><td>2026-03-02</td><td>2026-03-03</td><td>是</td></tr>
<tr><td>K2<td>丙<td>2026-04-02<td>2026-04-03<td>否{more}
<tr><td colspan=5>合计</td><td>2</td></tr></table></body></html>"""


def test_a_web_page_that_calls_itself_xls_is_read_with_its_merged_cells(take, tmp_path):
    taken = take(classes(tmp_path, PAGE.format(more="").encode("gbk"), name="classes.xls"))
    rows = taken.ask("SELECT class_id, title, train_type, CAST(start_date AS VARCHAR), _row FROM acc_classes ORDER BY 1")
    assert rows == [("K1", "甲 & 乙", "T4", "2026-03-02", 4), ("K2", "丙", "T4", "2026-04-02", 5)]


def test_a_web_page_without_a_table_or_with_endless_cells_ends_in_words(take, tmp_path):
    for number, text in enumerate(("<html><p>登录</p></html>", "<table><tr><td>1</table>")):
        (tmp_path / f"{number}").mkdir()
        assert refusal(take, classes(tmp_path / f"{number}", text, name="classes.xls"))[0].code == "web_page"
    deep = "<table>" + "<tr><td colspan=999999 rowspan=999999>x" * 50
    assert refusal(take, classes(tmp_path, deep, name="classes.xls"))[0].code == "missing_heading"


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_what_a_workbook_hides_is_read_and_told_with_its_place(suffix, take):
    taken = take(BOOKS / f"hidden.{suffix}")
    assert taken.ask("SELECT class_id FROM acc_classes ORDER BY 1") == [("K1",), ("K2",), ("K3",), ("K4",), ("K5",), ("K9",)]
    told = {note.code: (note.zh, note.en) for note in taken.notes}
    assert told.keys() == {"hidden_sheet", "hidden_rows", "hidden_columns", "foot_rows"}
    for text in told["hidden_rows"]:
        assert "班次]" in text and "2" in text and "3, 5)" in text.replace("）", ")"), "the hidden foot is no record"
    assert all("承办单位" in text and "主体" not in text for text in told["hidden_columns"])
    assert all("班次（旧）]" in text for text in told["hidden_sheet"])
    seen = {note.zh for note in look(BOOKS / f"hidden.{suffix}").notes}
    assert seen == {told[code][0] for code in told if code.startswith("hidden")}, "before the check too"
