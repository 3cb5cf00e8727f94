"""Slides read back: native charts that say what the Board says, notes with the origin, texts that stay texts."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from pptx import Presentation
from pptx.enum.dml import MSO_FILL
from pptx.oxml.ns import qn
from pptx.util import Inches

from board.model import (
    Bars,
    Column,
    Dots,
    Funnel,
    Grade,
    Heat,
    Limits,
    Map,
    Row,
    Signal,
    Statement,
    Table,
    Tile,
    Trend,
    Value,
    Waterfall,
)
from board.text import LANGUAGES, t
from packs.front import mark
from packs.slide_names import sides
from packs.slides import pptx
from packs.states import open_to_all, own_number, said
from tests.paper_boards import HOSTILE, SECRET, board, charts
from tests.test_pack import FRONT, SCOPE, pages
from ui.figures import figure, marks

KINDS = {type(chart): i for i, chart in enumerate(charts())}


@pytest.fixture(scope="module")
def made():
    return pptx(pages(), FRONT)


@pytest.fixture(scope="module")
def slides(made):
    return list(Presentation(io.BytesIO(made)).slides)


@pytest.fixture(scope="module")
def broken():
    """A trend cut after its first period, with limits and three events in two periods."""
    trend = charts()[KINDS[Trend]]
    happened = ((1, "改用新问卷"), (2, "<b>另一件"), (1, "=cmd"))
    return replace(
        trend, lines=(replace(trend.lines[0], breaks=(1,)),), limits=(Limits(1, 6, 0.7, 0.6, 0.8, False),), events=happened
    )


def native(slides, kind):
    page = slides[1 + KINDS[kind]]
    return charts()[KINDS[kind]], next(s.chart for s in page.shapes if s.has_chart)


def numbers(marks):
    return [open_to_all(mark.value).number for mark in marks]


def test_a_trend_keeps_its_series_periods_and_gaps(slides):
    chart, found = native(slides, Trend)
    assert list(found.plots[0].categories) == list(chart.periods)
    for series, line in zip(found.plots[0].series, chart.lines, strict=True):
        assert series.name == line.name and list(series.values) == numbers(line.marks)
        assert series._element.find(qn("c:errBars")) is not None  # a banded line keeps its interval


def test_a_cut_line_is_cut_and_limits_signals_and_events_stand_on_the_slide(broken):
    """A trend on screen has more than lines; all of it can be edited."""
    chart, page = broken, Presentation(io.BytesIO(pptx((replace(board((broken,)), page="levels"),), FRONT))).slides[1]
    first, second, mean, low, high, events = next(s.chart for s in page.shapes if s.has_chart).plots[0].series
    line = chart.lines[0]
    assert first.name == second.name == line.name
    assert list(first.values) == [*numbers(line.marks)[:1], *[None] * 6]
    assert list(second.values) == [None, *numbers(line.marks)[1:]]
    assert [set(s.values) - {None} for s in (mean, low, high)] == [{0.7}, {0.6}, {0.8}]
    assert list(events.values) == [None, chart.axis.high, chart.axis.high, *[None] * 4]
    signs = [events.points[i].data_label.text_frame.text for i in (1, 2)]
    texts = " ".join(s.text_frame.text for s in page.shapes if s.has_text_frame)
    for sign, at, words in zip(signs, (1, 2), ("改用新问卷；=cmd", "<b>另一件"), strict=True):
        assert f"{sign} {chart.periods[at]} {words}" in texts and words in page.notes_slide.notes_text_frame.text
    assert second.points[1].data_label.text_frame.text == "▼" and t("zh", "paper.signal_worse") in texts


def test_what_hangs_in_a_waterfall_hangs_on_an_unseen_base(slides):
    chart, found = native(slides, Waterfall)
    base, shown = found.plots[0].series
    assert list(base.values) == list(chart.bases) and base.format.fill.type is MSO_FILL.BACKGROUND
    assert list(shown.values) == [own_number(mark.value) for mark in chart.marks]


@pytest.mark.parametrize("kind", [Bars, Dots])
def test_bars_and_dots_keep_their_order_and_say_why_one_is_missing(slides, kind):
    chart, found = native(slides, kind)
    assert list(found.plots[0].series[-1].values) == [own_number(mark.value) for mark in chart.marks]
    names = [str(name) for name in found.plots[0].categories] if kind is Dots else list(found.plots[0].categories)
    for name, drawn in zip(names, chart.marks, strict=True):
        known = own_number(drawn.value) is not None
        assert name == (drawn.label if known else f"{drawn.label} {said(drawn.value, 'zh')}")


@pytest.mark.parametrize("kind", [Trend, Bars, Dots, Funnel, Waterfall])
def test_a_native_chart_says_what_the_figure_on_screen_says(slides, kind):
    """The same numbers in the same order, and the same ends of the axis."""
    chart, found = native(slides, kind)
    screen = figure(chart, "zh")
    number, axis = ("x", "xaxis") if kind is Dots else ("y", "yaxis")
    native_axis, (first, _), (second, _) = found.value_axis, *chart.axis.ticks[:2]
    low, high = sorted(screen["layout"][axis]["range"])
    if kind is Dots:  # on screen a dot at the end stays off its name
        assert 0 <= native_axis.minimum_scale - low < 0.1 * (high - low)
        low = native_axis.minimum_scale
    assert [low, high] == [native_axis.minimum_scale, native_axis.maximum_scale]
    assert native_axis.major_unit == pytest.approx(second - first)
    wanted = {}
    for trace in (trace for trace in screen["data"] if "customdata" in trace):
        pairs = zip(trace["customdata"], trace[number], strict=True)
        wanted |= {at: x for at, x in pairs if at is not None and open_to_all(marks(chart)[at].value).number is not None}
    wanted = {at: x for at, x in wanted.items() if kind in (Trend, Funnel) or own_number(marks(chart)[at].value) is not None}
    series = found.plots[0].series[{Dots: 1, Waterfall: 1, Funnel: 6}.get(kind, 0)]
    assert [x for x in series.values if x is not None] == [wanted[at] for at in sorted(wanted)]


def test_dots_stand_before_the_spread_of_their_peers_with_their_numbers(slides):
    chart, found = native(slides, Dots)
    peers, own = found.plots[0].series
    assert list(peers.values) == [sum(ends) / 2 if ends else None for ends in chart.peers]
    reach = [float(v.text) for v in peers._element.findall(f"{qn('c:errBars')}/{qn('c:plus')}//{qn('c:v')}")]
    assert reach == pytest.approx([(ends[1] - ends[0]) / 2 if ends else 0 for ends in chart.peers])
    for i, drawn in enumerate(chart.marks):
        if own_number(drawn.value) is not None:
            assert own.points[i].data_label.text_frame.text == said(drawn.value, "zh")


def test_what_has_no_room_on_a_slide_goes_on_on_the_next():
    found = tuple(Statement(f"{i} " + "长" * 90) for i in range(30))
    many = tuple(Column(f"c{i}", f"a long head {i}", "count") for i in range(20))
    page = replace(board(), findings=found, table=Table("t", many, (Row(tuple(Value(1.0, "1,000,000") for _ in many)),)))
    made = [[s for s in slide.shapes] for slide in Presentation(io.BytesIO(pptx((page,), FRONT))).slides]
    texts = [s.text_frame.text for shapes in made for s in shapes if s.has_text_frame]
    assert all(any(said.text in text for text in texts) for said in found)
    heads = [[cell.text for cell in s.table.rows[0].cells] for shapes in made for s in shapes if s.has_table]
    assert len(heads) > 1 and [name for part in heads for name in part[1:]] == [column.title for column in many[1:]]
    assert {part[0] for part in heads} == {many[0].title}
    tables = [shape for shapes in made for shape in shapes if shape.has_table]
    assert max(s.top + sum(row.height for row in s.table.rows) for s in tables) < Inches(6.6)
    assert min(int(size) for s in tables for size in s.table._tbl.xpath(".//a:rPr/@sz")) >= 1100  # read from the back


def test_no_slide_holds_a_few_lines_alone():
    """Findings that have no room beside the tiles stand together on a slide; a sentence alone shares the first figure's."""
    found = tuple(Statement(f"{i} " + "长" * 60) for i in range(6))
    one = Tile("词", "指标", Value(0.5, "50%"), Signal.CHANCE, "只是波动", ("基数 100",) * 3, "m")
    told = replace(board(charts()[:1]), tiles=(one,) * 8, findings=found, notices=("说" * 150,))
    first, further, *_ = list(Presentation(io.BytesIO(pptx((told,), FRONT))).slides)[1:]
    text = [" ".join(s.text_frame.text for s in page.shapes if s.has_text_frame) for page in (first, further)]
    assert not any(said.text in text[0] for said in found) and all(said.text in text[1] for said in found)
    table = next(s.table for s in first.shapes if s.has_table)
    assert table.cell(3, 0).text.count("基数 100") == 3  # alone, tiles say all they rest on
    first, *_ = list(Presentation(io.BytesIO(pptx((replace(told, findings=found[:3]),), FRONT))).slides)[1:]
    text = " ".join(s.text_frame.text for s in first.shapes if s.has_text_frame)
    assert all(said.text in text for said in found[:3])  # a few are set smaller rather
    first, *_ = list(Presentation(io.BytesIO(pptx((board(charts()[:1]),), FRONT))).slides)[1:]
    assert any(s.has_chart for s in first.shapes) and board().title in first.notes_slide.notes_text_frame.text


def test_every_statement_says_how_firmly_and_what_is_to_be_done_says_that_it_is():
    firm, careful = Statement("一", Grade.CAN), Statement("二", Grade.CARE)
    page = replace(board(), sentence=careful, findings=(firm,), actions=(careful,))
    made = Presentation(io.BytesIO(pptx((page,), FRONT))).slides
    lines = [line.text for slide in made for s in slide.shapes if s.has_text_frame for line in s.text_frame.paragraphs]
    assert {"【谨慎说】二", "【可以说】一", "需要办的事：【谨慎说】二"} <= set(lines)


def test_earlier_decisions_go_on_on_further_slides_until_all_are_said():
    decided = (("决定", "结果"), *((f"{i} " + "长" * 90, "未见") for i in range(30)))
    made = Presentation(io.BytesIO(pptx((board(),), replace(FRONT, decided=decided)))).slides
    rows = [[cell.text for cell in row.cells] for slide in made for s in slide.shapes if s.has_table for row in s.table.rows]
    assert [row for row in rows if row[-1] == "未见"] == [list(row) for row in decided[1:]]


def test_a_funnel_has_its_limits_and_names_only_those_beyond(slides):
    chart, found = native(slides, Funnel)
    centre, *limits, within, beyond = found.plots[0].series
    assert len(limits) == 4 and set(centre.values) == {chart.centre}
    assert list(within.values) == [part.y for part in chart.bins]
    assert all(len(list(centre.values)) >= len(list(other.values)) for other in (*limits, within, beyond))
    assert list(beyond.values) == [x for x in numbers(chart.marks) if x is not None]
    assert found.category_axis._element.find(f"{qn('c:scaling')}/{qn('c:logBase')}").get("val") == "2"


def test_a_heat_table_is_a_native_table_with_every_cell(slides):
    chart = charts()[KINDS[Heat]]
    table = next(s.table for s in slides[1 + KINDS[Heat]].shapes if s.has_table)
    found = [[cell.text for cell in row.cells] for row in table.rows]
    assert found[0][1:] == list(chart.columns)
    assert found[1:] == [
        [name, *(said(cell.value, "zh") for cell in cells)] for name, cells in zip(chart.rows, chart.cells, strict=True)
    ]


def test_a_map_is_a_picture_and_says_so(slides):
    page = slides[1 + KINDS[Map]]
    assert any(shape.shape_type == 13 for shape in page.shapes)
    assert any(t("zh", "pack.as_picture") in s.text_frame.text for s in page.shapes if s.has_text_frame)


def test_every_slide_carries_pack_and_number_and_its_notes_the_origin(slides):
    for i, page in enumerate(slides, 1):
        texts = [s.text_frame.text for s in page.shapes if s.has_text_frame]
        assert f"{i} / {len(slides)}" in texts and any(mark(FRONT) in text for text in texts)
        notes = page.notes_slide.notes_text_frame.text
        assert pages()[0].stamp in notes
        if any(s.has_chart for s in page.shapes):
            assert "application_rate" in notes and "(基数 214)" in notes


def test_a_kept_back_number_is_nowhere_in_the_file(made):
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            parts = [part]
            if name.endswith(".xlsx"):
                with zipfile.ZipFile(io.BytesIO(part)) as book:
                    parts = [book.read(inner) for inner in book.namelist()]
            assert not any(str(SECRET).encode() in p or f"{SECRET * 100:.1f}".encode() in p for p in parts), name


def test_the_same_input_gives_the_same_bytes(made):
    assert pptx(pages(), FRONT) == made


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_text_stays_text_also_in_the_workbook_behind_a_chart(words):
    drawn = tuple(c for c in charts(words, words) if not isinstance(c, Map))
    content = pptx((replace(board(drawn, words), page="levels"),), replace(FRONT, title=words, who=words))
    assert len(Presentation(io.BytesIO(content)).slides) == 1 + len(drawn) + 1
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in (name for name in archive.namelist() if name.endswith(".xlsx")):
            book = openpyxl.load_workbook(io.BytesIO(archive.read(name)))
            cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
            assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


@pytest.mark.parametrize("language", LANGUAGES)
def test_chinese_has_a_font_in_the_theme_and_its_language_on_the_text(language):
    content = pptx(pages()[1:], replace(FRONT, scope=SCOPE.changed(language=language)))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        theme = archive.read("ppt/theme/theme1.xml").decode()
        slide = archive.read("ppt/slides/slide1.xml").decode()
    assert theme.count('<a:ea typeface="Microsoft YaHei"') == 2
    assert {"zh": 'lang="zh-CN"', "en": 'lang="en-GB"'}[language] in slide


def test_names_of_outliers_that_are_near_one_another_stand_on_different_sides_in_a_low_plot_too():
    chart = charts()[KINDS[Funnel]]
    low, high = chart.axis.low, chart.axis.high
    each, size = chart.marks[0], chart.x_axis.high
    placed = [(each, size, low + part * (high - low)) for part in (0.30, 0.47, 0.9)]
    assert {side.name for side in sides(chart, placed, (10, 3.8))} == {"LEFT"}
    assert len({side.name for side in sides(chart, placed[:2], (10, 1.4))}) == 2
