"""Tables and pictures: what leaves the house says what the Board says, and nothing else."""

from __future__ import annotations

import csv
import io
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

import openpyxl
import orjson
import pytest
from openpyxl.utils.escape import unescape

from board.model import Row, State, Value
from board.text import LANGUAGES, t, words
from packs import fonts, plain, sheet
from packs.drawing import inputs
from packs.fonts import FontMissing
from packs.names import file_name
from packs.picture import png
from packs.states import said, short
from tests.paper_boards import HIDDEN, HOSTILE, NOT_DUE, SECRET, board, charts, percent

ROOT = Path(__file__).parents[1]


def read(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def size(picture: bytes) -> tuple[int, int]:
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", picture[16:24])


def digest() -> str:
    page = board(charts())
    files = [sheet.workbook(page, "zh"), plain.csv(page, "zh"), *(png(page, c, "zh", 48) for c in page.charts)]
    return sha256(b"".join(files)).hexdigest()


@cache
def single(i: int, label: str) -> bytes:
    chart = charts(label=label)[i]
    return png(board((chart,)), chart, "zh", 48)


def test_every_cell_of_the_workbook_equals_the_board():
    page = board(charts())
    rows = list(read(sheet.workbook(page, "zh"))["班次"].values)
    assert rows[0] == tuple(column.title for column in page.table.columns)
    assert len(rows) == len(page.table.rows) + 1  # all rows, not the two the screen shows
    for cells, row in zip(rows[1:], page.table.rows, strict=True):
        name, rate, count, hours, day = (value for value in row.cells)
        assert unescape(cells[0]) == name.text
        shown = rate.state in (State.SHOWN, State.HOLLOW, State.MERGED)
        assert cells[1] == rate.number if shown else isinstance(cells[1], str)
        assert (cells[2], cells[3]) == (count.number, hours.number)
        assert cells[4] == datetime.fromisoformat(day.text)


def test_no_cell_of_the_workbook_is_a_formula_or_a_link_whatever_a_class_is_called():
    book = read(sheet.workbook(board(charts(HOSTILE[0], HOSTILE[1])), "en"))
    for page in book:
        assert not page._hyperlinks
        assert not [cell.coordinate for line in page.iter_rows() for cell in line if cell.data_type == "f"]


def test_states_are_said_in_words_and_a_hidden_number_is_nowhere():
    page = board(charts())
    book = read(sheet.workbook(page, "zh"))
    texts = {cell for page in book for line in page.values for cell in line if cell is not None}
    for state in State:
        assert t("zh", f"paper.state_{state}") in texts
    assert SECRET not in texts
    assert str(SECRET) not in plain.csv(page, "zh").decode()
    assert str(SECRET) not in inputs(page, page.charts, "zh", fonts.find())["data"]


def test_a_reason_is_said_once_and_a_sign_never_alone():
    assert said(HIDDEN, "zh") == "＊ 按规定不显示"
    assert said(NOT_DUE, "zh") == "未到期"
    assert said(Value(None, "不在范围", State.OUT_OF_SCOPE), "zh") == "不在范围"
    assert said(Value(None, "–", State.NO_RECORDS), "en") == "no records"
    assert said(percent(0.66, State.HOLLOW), "zh") == "66% 样本少"


def test_a_cell_of_a_paper_table_is_the_sign_alone_and_the_table_says_once_what_it_means():
    assert short(HIDDEN, "zh") == "＊" and short(replace(HIDDEN, text="不足 10 份"), "zh") == "不足 10 份"
    assert short(percent(0.66, State.HOLLOW), "zh") == "66% 样本少"
    page = board()
    table = orjson.loads(inputs(page, (), "zh", fonts.find(), whole=True)["data"])["board"]["table"]
    assert "＊" in {cell["short"] for row in table["rows"] for cell in row["cells"]}
    assert table["key"] == t("zh", "paper.table_hidden")
    shown = replace(page.table, rows=(Row((Value(1.0, "1"),) * len(page.table.columns)),))
    data = inputs(replace(page, table=shown), (), "zh", fonts.find(), whole=True)["data"]
    assert orjson.loads(data)["board"]["table"]["key"] == ""


def test_numbers_carry_the_format_of_their_unit_and_weak_ones_say_so():
    rows = list(read(sheet.workbook(board(), "zh"))["班次"].rows)
    assert [cell.number_format for cell in rows[1]] == ["General", "0%", "#,##0", "#,##0.0", "yyyy-mm-dd"]
    assert rows[2][1].number_format == '0%" 样本少"'
    assert rows[3][1].number_format == '0%" 已合并"'


def test_a_share_has_the_decimals_of_the_screen_in_the_workbook():
    page, many = board(), Value(0.7096, "71.0%", n=9214)
    name, _, *more = page.table.rows[0].cells
    page = replace(page, table=replace(page.table, rows=(Row((name, many, *more)),)))
    cell = list(read(sheet.workbook(page, "zh"))["班次"].rows)[1][1]
    assert (cell.value, cell.number_format) == (0.7096, "0.0%")


def test_the_table_sheet_keeps_its_head_in_view_and_can_be_filtered():
    page = read(sheet.workbook(board(), "zh"))["班次"]
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == f"A1:E{len(HOSTILE) + 1}"


@pytest.mark.parametrize(("times", "across"), [(1, 1), (6, 2)])
def test_a_wide_table_is_printed_on_two_pages_side_by_side_each_with_the_names(times, across):
    page = board()
    rows = tuple(Row(row.cells * times) for row in page.table.rows)
    wide = replace(page, table=replace(page.table, columns=page.table.columns * times, rows=rows))
    found = read(sheet.workbook(wide, "zh"))["班次"]
    assert int(found.page_setup.fitToWidth or 1) == across and bool(found.print_title_cols) is (across > 1)


def test_the_cover_says_what_limits_the_figures_and_where_they_come_from():
    cover = read(sheet.workbook(board(charts()), "zh")).worksheets[0]
    texts = {cell for line in cover.values for cell in line}
    page = board()
    assert {page.title, page.stamp, page.meta, page.synthetic, "榆林市", "2026 年上半年", "APP-01"} <= texts
    assert "【可以说】应用率 71.0%" in texts


def test_every_mark_of_every_chart_stands_on_its_sheet():
    page = board(charts())
    book = read(sheet.workbook(page, "zh"))
    for place, chart in enumerate(page.charts, 2):
        lines = list(book.worksheets[place].values)
        heads = lines[0]
        value, low, n = (heads.index(word) for word in ("数值", "区间下限", "基数"))
        assert (lines[1][value], lines[1][low], lines[1][n]) == (0.71, 0.71 - 0.04, 214), chart.kind
        assert lines[4][value] == "＊ 按规定不显示", chart.kind
        assert lines[4][low] is None and lines[4][n] is None, chart.kind


def test_sheet_names_are_what_excel_takes():
    page = replace(board(charts("[a]:*?/\\" + "长" * 40)), table=replace(board().table, title="History"))
    names = read(sheet.workbook(page, "en")).sheetnames
    assert len(set(map(str.lower, names))) == len(names) == 9
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)
    assert "history" not in map(str.lower, names)


def test_the_same_board_gives_the_same_bytes_in_this_process_and_in_another():
    script = "from tests.test_packs import digest; print(digest())"
    other = subprocess.check_output([sys.executable, "-c", script], text=True, cwd=ROOT)
    assert digest() == digest() == other.strip()


def test_the_csv_opens_in_excel_and_keeps_numbers_as_numbers():
    page = board()
    data = plain.csv(page, "zh")
    assert data.startswith(b"\xef\xbb\xbf") and b"\r\n" in data
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert lines[0] == [*(column.title for column in page.table.columns), "样本少"]
    assert lines[1][1:] == ["0.71", "1000", "36.5", "2026-06-30", ""]
    assert lines[2][1:] == ["0.66", "1001", "36.5", "2026-06-30", "列 percent"]
    end = len(HOSTILE) + 1
    assert lines[end] == []
    notes = dict(lines[end + 1 :])
    assert (notes["数据日期与版本"], notes["区域"]) == (page.stamp, "榆林市")
    assert notes["数据性质"] == page.synthetic


def test_no_text_of_the_csv_begins_like_a_formula_but_negative_numbers_stay_numbers():
    page = board()
    low = Row((Value(None, "x"), Value(-0.031, "-3.1%"), *page.table.rows[0].cells[2:]))
    page = replace(page, table=replace(page.table, rows=(*page.table.rows, low)))
    lines = list(csv.reader(io.StringIO(plain.csv(page, "zh").decode("utf-8-sig"), newline="")))
    assert [line[0] for line in lines[1:6]] == ["'" + name for name in HOSTILE[:5]]
    assert lines[len(HOSTILE) + 1][1] == "-0.031"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", range(7), ids=lambda i: charts()[i].kind)
def test_every_chart_kind_is_drawn_in_both_languages(kind: int, language: str):
    chart = charts()[kind]
    wide, high = size(png(board((chart,)), chart, language))
    assert wide == 1920 and 600 < high < 2000


def test_a_picture_changes_with_its_numbers():
    for chart in charts()[:1]:
        other = replace(chart, lines=(replace(chart.lines[0], marks=chart.lines[0].marks[::-1]),))
        assert png(board(), chart, "zh") != png(board(), other, "zh")


def test_twenty_pictures_from_five_threads_are_the_same_as_alone():
    jobs = [(i % 6, f"班{i}") for i in range(20)]

    def draw(job: tuple[int, str]) -> bytes:
        chart = charts(label=job[1])[job[0]]
        return png(board((chart,)), chart, "zh", 48)

    with ThreadPoolExecutor(5) as pool:
        together = list(pool.map(draw, jobs))
    assert together == [single(*job) for job in jobs]
    assert len(set(together)) == 20


@pytest.mark.parametrize(
    ("text", "read_as_markup"),
    [("$x$", "x"), ("*bold*", "bold"), ("#sym.alpha", "α"), ("<script>a</script>", "a"), ("a\\b", "ab")],
)
def test_text_of_the_data_stays_text_in_a_picture(text: str, read_as_markup: str):
    drawn, other = (charts(words, words)[2] for words in (text, read_as_markup))
    assert png(board((drawn,)), drawn, "zh") != png(board((drawn,)), other, "zh")


def test_hostile_text_everywhere_breaks_no_chart_kind():
    for chart in charts("".join(HOSTILE), "".join(HOSTILE)):
        assert size(png(board((chart,), title="".join(HOSTILE)), chart, "en"))[0] == 1920


def test_a_character_the_font_lacks_is_written_as_its_code():
    font = fonts.find()
    assert font.readable("班😀\n中") == "班〔U+1F600〕 中"
    assert font.readable("＊–—−·【】“”×") == "＊–—−·【】“”×"
    assert all(font.readable(text.replace("\n", " ")) == text.replace("\n", " ") for lang in LANGUAGES
               for key, text in words(lang).items() if key.startswith("paper."))  # fmt: skip


def test_without_a_chinese_font_nothing_is_drawn_and_the_reason_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "folders", lambda: (tmp_path,))
    fonts.find.cache_clear()
    try:
        with pytest.raises(FontMissing) as missing:
            png(board(), charts()[0], "zh")
    finally:
        fonts.find.cache_clear()
    assert "apt install fonts-noto-cjk" in missing.value.said("zh")
    assert "apt install fonts-noto-cjk" in missing.value.said("en")


def test_file_names_are_readable_and_taken_by_every_system():
    stem = "全省 · 2026 年上半年培训成效 数据截至 2026-06-30 · 版本 20260702-0914"
    assert file_name(board(), "xlsx") == f"{stem}.xlsx"
    assert " trend 数据截至" in file_name(board(), ".png", "trend")
    for title in (*HOSTILE, "con", "COM1.txt", "a/b\\c:d", "...", ""):
        name = file_name(board(title=title), "png", 'x"y')
        assert not set(name) & set('<>:"/\\|?*\r\n\t') and len(name.encode()) < 200
        assert "20260702-0914" in name
    assert file_name(replace(board(title="con"), stamp=""), "csv") == "_con.csv"
    assert file_name(replace(board(title="..."), stamp=""), "csv") == "classes.csv"


def test_both_languages_have_the_same_words_for_paper():
    keys = [{key for key in words(lang) if key.startswith("paper.")} for lang in LANGUAGES]
    assert keys[0] == keys[1] and len(keys[0]) > 40
