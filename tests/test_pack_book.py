"""The workbook of a pack read back: what it is, numbers as numbers, native charts that point at their own cells."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from board.model import Bars, Dots, Funnel, Heat, Map, Trend
from board.text import LANGUAGES
from packs.book import workbook
from packs.states import open_to_all
from tests.paper_boards import HOSTILE, SECRET, board, charts
from tests.test_pack import FRONT, SCOPE, pages


def read(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def cells(book, reference: str) -> list:
    """The values a chart's reference points at."""
    name, area = reference.rsplit("!", 1)
    left, top, right, bottom = range_boundaries(area.replace("$", ""))
    sheet = book[name.strip("'").replace("''", "'")]
    return [sheet.cell(row, column).value for row in range(top, bottom + 1) for column in range(left, right + 1)]


def numbers(marks) -> list:
    return [open_to_all(mark.value).number for mark in marks]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_sheet_says_scope_date_version_seal_and_definitions(language):
    front = replace(FRONT, scope=SCOPE.changed(language=language))
    book = read(workbook(pages(), front))
    said = [str(cell) for row in book.worksheets[0].values for cell in row if cell]
    for words in ("榆林市", pages()[0].stamp, FRONT.number, FRONT.short, FRONT.who, "合成数据", "APP-01", "已用 ÷ 应答"):
        assert words in said, words
    assert said.count("APP-01") == 1
    assert len(book.worksheets) == 1 + sum(1 + len(board.charts) for board in pages())


@pytest.mark.parametrize("kind", [Trend, Bars, Dots, Funnel])
def test_a_native_chart_draws_the_marks_of_its_sheet_within_the_axis_of_the_screen(kind):
    chart = next(c for c in charts() if isinstance(c, kind))
    book = read(workbook((replace(board((chart,)), page="levels", table=None),), FRONT))
    (native,) = book.worksheets[1]._charts
    assert (native.y_axis.scaling.min, native.y_axis.scaling.max) == (chart.axis.low, chart.axis.high)
    drawn = [cells(book, (s.yVal if kind is Funnel else s.val).numRef.f) for s in native.series]
    wanted = [numbers(line.marks) for line in chart.lines] if kind is Trend else [numbers(chart.marks)]
    wanted += [[part.y for part in chart.bins]] if kind is Funnel else []
    assert drawn == wanted  # None, not a word, which would be drawn as nought
    if kind is Funnel:
        assert cells(book, native.series[0].xVal.numRef.f) == list(chart.sizes)
        assert cells(book, native.series[1].xVal.numRef.f) == [part.x for part in chart.bins]


@pytest.mark.parametrize("kind", [Heat, Map])
def test_a_kind_without_a_native_chart_has_its_numbers_all_the_same(kind):
    chart = next(c for c in charts() if isinstance(c, kind))
    book = read(workbook((replace(board((chart,)), page="levels", table=None),), FRONT))
    assert not book.worksheets[1]._charts and book.worksheets[1].max_row > len(chart.marks if kind is Map else chart.rows)


def test_the_same_input_gives_the_same_bytes():
    assert workbook(pages(), FRONT) == workbook(pages(), FRONT)


def test_a_kept_back_number_is_in_no_cell():
    book = read(workbook(pages(), FRONT))
    values = [cell for sheet in book for row in sheet.values for cell in row]
    assert SECRET not in values and not any(str(SECRET) in cell for cell in values if isinstance(cell, str))


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_text_is_never_a_formula_or_a_link(words):
    front = replace(FRONT, title=words, who=words)
    given = tuple(replace(board(charts(words, words), words), page=page) for page in ("levels", "regions"))
    book = read(workbook(given, front))
    found = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in found if cell.data_type == "f" or cell.hyperlink]
    assert len({sheet.title.lower() for sheet in book}) == len(book.worksheets)
