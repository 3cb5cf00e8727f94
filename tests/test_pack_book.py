"""The workbook of a pack read back: what it is, numbers as numbers, native charts that point at their own cells."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from board.model import Bars, Dots, Funnel, Heat, Map, Trend, Waterfall
from board.text import LANGUAGES
from packs.book import workbook
from packs.states import open_to_all, own_number
from tests.paper_boards import HOSTILE, SECRET, board, charts
from tests.test_pack import FRONT, SCOPE, pages
from tests.test_pack_slides import broken  # noqa: F401


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
    limited = (replace(pages()[0], notices=("人太少，合并显示",)), *pages()[1:])
    book = read(workbook(limited, front))
    said = [str(cell) for row in book.worksheets[0].values for cell in row if cell]
    assert all(FRONT.short in sheet.oddFooter.left.text for sheet in book.worksheets)
    about = (pages()[0].stamp, FRONT.number, FRONT.short, FRONT.who, pages()[0].charts[1].head.subtitle)
    for words in ("榆林市", "合成数据", "APP-01", "已用 ÷ 应答", "人太少，合并显示", *about):
        assert words in said, words
    assert said.count("APP-01") == 1
    assert len(book.worksheets) == sum(1 + len(board.charts) for board in pages())  # the cover, and one table of both


def test_a_drawing_is_printed_on_a_page_of_its_own_and_not_smaller_than_it_can_be_read():
    book = read(workbook(pages(), FRONT))
    drawn = [sheet for sheet in book.worksheets if sheet._charts]
    assert len(drawn) >= 5
    for sheet in drawn:
        (native,) = sheet._charts
        assert [b.id for b in sheet.col_breaks.brk] == [native.anchor._from.col]
        assert not sheet.sheet_properties.pageSetUpPr.fitToPage and 40 <= sheet.page_setup.scale <= 100


def drawn(chart) -> tuple:
    """The workbook of one chart, its native chart, and the numbers of each series."""
    book = read(workbook((replace(board((chart,)), page="levels", table=None),), FRONT))
    (native,) = book.worksheets[1]._charts
    return book, native, [cells(book, (s.yVal if isinstance(chart, Funnel) else s.val).numRef.f) for s in native.series]


@pytest.mark.parametrize("kind", [Trend, Bars, Dots, Funnel, Waterfall])
def test_a_native_chart_draws_the_marks_of_its_sheet_within_the_axis_of_the_screen(kind):
    chart = next(c for c in charts() if isinstance(c, kind))
    book, native, found = drawn(chart)
    assert (native.y_axis.scaling.min, native.y_axis.scaling.max) == (chart.axis.low, chart.axis.high)
    # None where there is no number, not a word: that would be drawn as nought.
    own = [own_number(mark.value) for mark in getattr(chart, "marks", ())]
    if kind is Trend:
        assert found == [numbers(line.marks) for line in chart.lines]
    elif kind is Funnel:
        assert found[:2] == [numbers(chart.marks), [part.y for part in chart.bins]]
        limits = zip(*chart.limits, strict=True)
        assert [list(each) for each in limits][1:] == found[2:6] and set(found[6]) == {chart.centre}
        assert cells(book, native.series[0].xVal.numRef.f) == list(chart.sizes)
        assert cells(book, native.series[1].xVal.numRef.f) == [part.x for part in chart.bins]
    else:
        middles = [sum(ends) / 2 if ends else None for ends in getattr(chart, "peers", ())]
        assert found == {Waterfall: [list(getattr(chart, "bases", ())), own], Dots: [middles, own]}.get(kind, [own])
    if kind is Dots:
        reach = cells(book, native.series[0].errBars.plus.numRef.f)
        assert reach == [pytest.approx((ends[1] - ends[0]) / 2) if ends else None for ends in chart.peers]


def test_a_cut_line_is_cut_and_limits_and_events_are_drawn_and_listed(broken):  # noqa: F811
    book, native, (first, second, mean, low, high, events) = drawn(broken)
    line = numbers(broken.lines[0].marks)
    assert (first, second) == ([line[0], *[None] * 6], [None, *line[1:]])
    assert [set(s) - {None} for s in (mean, low, high)] == [{0.7}, {0.6}, {0.8}]
    assert events == [None, broken.axis.high, broken.axis.high, *[None] * 4]
    listed = [row[:2] for row in book.worksheets[1].values][-2:]
    assert listed == [("2026-02", "① 改用新问卷；=cmd"), ("2026-03", "② <b>另一件")]
    reach = cells(book, native.series[0].errBars.plus.numRef.f)
    assert reach[0] == pytest.approx(0.04) and reach[3] is None  # nothing of a hidden number


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
