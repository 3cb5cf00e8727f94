"""A workbook never takes more memory than it may: whatever it says of its size, and wherever its cells stand."""

from __future__ import annotations

import struct
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from data import workbook, xlsx_stream
from data.xlsx_values import NO_VALUE
from tests.test_reading import sheet
from tests.test_sources import refusal, take

__all__ = ["take"]  # the fixture
HEADING = ["班次编号", "班次名称", "培训类型", "开班日期", "结业日期", "主体班次"]
GRID = [HEADING, ["K1", "甲班", "T4", "2026-03-02", "2026-03-03", "是"]]


def streamed(path: Path, name: str = "Sheet") -> list[tuple[int, list[str]]]:
    return list(workbook._streamed(path, name, 0, 0))


def test_a_cell_in_the_last_row_and_column_of_a_sheet_does_no_harm(take, tmp_path):
    book = openpyxl.Workbook()
    for row in GRID:
        book.active.append(row)
    book.active["XFD1048576"] = "slip of the hand"
    book.save(tmp_path / "班次.xlsx")
    taken = take(tmp_path / "班次.xlsx")
    assert taken.ask("SELECT class_id FROM acc_classes") == [("K1",)]
    assert [row[:2] for row in taken.rejected()] == [(1048576, "class_id")]


def test_cells_repeated_sixty_million_times_in_an_ods_file_are_refused_with_the_way_out(take, tmp_path, monkeypatch):
    monkeypatch.setenv("XUNXIAO_MEMORY", "64MB")
    table = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="班次"><table:table-row table:number-rows-repeated="1000000">'
        '<table:table-cell table:number-columns-repeated="60" office:value-type="string"><text:p>x</text:p>'
        "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(tmp_path / "班次.ods", "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        parts.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{manifest}"/>')
        parts.writestr("content.xml", table)
    (found,) = refusal(take, tmp_path / "班次.ods")
    assert found.code == "beyond_memory" and "CSV" in found.zh and "XUNXIAO_MEMORY" in found.en


def lying(path: Path, name: str, size: int) -> None:
    """Writes `size` over what both headers of a part say that it has when unpacked."""
    content = bytearray(path.read_bytes())
    for mark, at, length in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        place = content.find(mark)
        while content[place + length : place + length + len(name)] != name.encode():
            place = content.find(mark, place + 1)
        content[place + at : place + at + 4] = struct.pack("<I", size)
    path.write_bytes(content)


@pytest.mark.parametrize("size", [10, 5_000_000])
def test_a_header_that_lies_about_the_size_of_a_part_is_found_out(size, take, tmp_path):
    path = sheet(tmp_path / "班次.xlsx", GRID)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/media/zeros", bytes(1 << 20))
    lying(path, "xl/media/zeros", size)
    (found,) = refusal(take, path)
    assert found.code == "unreadable"


VALUE = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**12), 10**12), st.floats(-1e9, 1e9).map(lambda x: round(x, 6)),
    st.dates(date(1950, 1, 1), date(2099, 1, 1)), st.datetimes(datetime(1950, 1, 1), datetime(2099, 1, 1)).map(
        lambda x: x.replace(microsecond=0)),
    st.sampled_from(["", "√", "×", "未交", "95%", "２０", " 张 ", "甲\n乙", "=1+1"]),
    st.times().map(lambda x: x.replace(microsecond=0)).filter(lambda x: x > time(0, 1)),
    st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc"]), max_size=8).filter(lambda x: x[:1] != "="),
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(VALUE, min_size=1, max_size=6), min_size=1, max_size=6), st.booleans(), st.booleans())
def test_the_stream_and_the_layout_read_the_same(tmp_path_factory, rows, mac, merge):
    path = tmp_path_factory.mktemp("same") / "x.xlsx"
    sheet(path, rows, ("A1:B2",) if merge else (), epoch=CALENDAR_MAC_1904 if mac else None)
    laid = [row for rows in workbook._ask(path, "rows", "Sheet", "-1") for row in rows]
    wide = max((len(cells) for _, cells in laid), default=0)
    found = dict(workbook._streamed(path, "Sheet", 0, wide))
    for number, cells in laid:
        # formulas without a value, for which the library gives nothing, are streamed (data/workbook.py)
        mine = ["" if cell == NO_VALUE else cell for cell in found.get(number, [])][:wide]
        assert mine + [""] * (wide - len(mine)) == cells + [""] * (wide - len(cells))


def test_shared_texts_beyond_what_memory_holds_are_read_from_a_file(tmp_path, monkeypatch):
    rows = [[f"甲{n % 70}", n, "说明" * (n % 5)] for n in range(200)]
    path = sheet(tmp_path / "x.xlsx", rows)
    whole = streamed(path)
    monkeypatch.setattr(xlsx_stream, "_HELD", 500)
    assert streamed(path) == whole
    assert whole[41] == (42, ["甲41", "41", "说明"])


def test_formats_of_dates_are_known_by_their_pattern_and_not_by_words_in_it(tmp_path):
    book = openpyxl.Workbook()
    for place, (value, form) in enumerate([
        (46083, 'yyyy"年"m"月"d"日"'), (46083, "[$-804]yyyy/m/d;@"), (46083, '0"days"'), (46083, "[Red]0"),
        (46083.5, "m/d/yy h:mm"), (1.5, "[h]:mm"), (0.375, "h:mm"), (46083, "General"), (0.95, "0%"),
    ], 1):  # fmt: skip
        cell = book.active.cell(1, place, value)
        cell.number_format = form
    book.save(tmp_path / "x.xlsx")
    assert streamed(tmp_path / "x.xlsx") == [
        (1, ["2026-03-02", "2026-03-02", "46083", "46083", "2026-03-02 12:00:00", str(timedelta(days=1.5)), "09:00:00",
             "46083", "95%"])
    ]  # fmt: skip


def test_an_entity_that_would_explode_is_refused(take, tmp_path):
    path = sheet(tmp_path / "班次.xlsx", GRID)
    with zipfile.ZipFile(path) as parts:
        held = {name: parts.read(name) for name in parts.namelist()}
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    held["xl/worksheets/sheet1.xml"] = bomb + held["xl/worksheets/sheet1.xml"]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, content in held.items():
            parts.writestr(name, content)
    (found,) = refusal(take, path)
    assert found.code == "unreadable"


@pytest.mark.parametrize("mac", [False, True])
def test_day_numbers_under_a_profile_follow_the_year_of_the_workbook(mac, take, tmp_path):
    first = 46083 - 1462 * mac
    rows = [["编号", "名", "起", "止"], ["K1", "甲班", first, first + 1]]
    path = sheet(tmp_path / "x.xlsx", rows, epoch=CALENDAR_MAC_1904 if mac else None)
    (tmp_path / "profile").mkdir()
    (tmp_path / "profile" / "profile.toml").write_text(
        '[[file]]\npath = "x.xlsx"\ntable = "x"\n[[record]]\nkind = "classes"\ntable = "x"\n'
        'constants = { train_type = "T4" }\n'
        'columns = { class_id = "编号", title = "名", start_date = "起", end_date = "止" }\n', encoding="utf-8"
    )  # fmt: skip
    taken = take(path, profile=tmp_path / "profile")
    assert taken.ask("SELECT start_date, end_date FROM acc_classes") == [(date(2026, 3, 2), date(2026, 3, 3))]


@pytest.mark.parametrize(("value", "year"), [(0, 1900), (1, 1904)])
def test_an_xls_workbook_says_in_its_records_where_its_day_numbers_begin(value, year):
    begin = bytes.fromhex("0908100000060500") + bytes(12)
    record = struct.pack("<HHH", 0x22, 2, value)
    assert workbook._first_year_of_xls(bytes(512) + begin + struct.pack("<HH", 0xE1, 2) + b"\xb0\x04" + record) == year
    assert workbook._first_year_of_xls(bytes(512) + begin + struct.pack("<HH", 0x0A, 0) + record) == 1900
    assert workbook._first_year_of_xls(b"no workbook at all") == 1900


@pytest.mark.parametrize("form", ["streamed", "laid out"])
def test_a_broken_formula_is_no_blank_cell(form, take, tmp_path, monkeypatch):
    if form == "streamed":
        monkeypatch.setenv("XUNXIAO_MEMORY", "1KB")
    rows = [[*HEADING[:5], "名额"], *([f"K{n}", "班", "T4", "2026-03-02", "2026-03-03", seats]
            for n, seats in enumerate((50, "#REF!", "#N/A", "#DIV/0!", "=20+30")))]  # fmt: skip
    taken = take(sheet(tmp_path / "班次.xlsx", rows))
    assert taken.ask("SELECT class_id, seats FROM acc_classes ORDER BY 1") == [("K0", 50), ("K2", None)]
    broken = [(row, "seats", text, "broken_cell") for row, text in ((3, "#REF!"), (5, "#DIV/0!"))]
    assert taken.rejected() == [*broken, (6, "seats", "=?", "no_value")]
