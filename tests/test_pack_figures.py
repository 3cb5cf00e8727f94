"""Every kind of chart on paper and in the workbook says what the figure on screen says: numbers, order, names, axis.

Paper is read from the drawing itself: a picture and a page of a PDF are the same Typst drawing, whose lines and texts have
places.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import log10

import pypdf
import pytest

from board.model import Bars, Chart, Dots, Funnel, Heat, Map, Trend, Waterfall
from packs import fonts
from packs.drawing import compiled, inputs
from packs.states import open_to_all, own_number, said
from tests.paper_boards import board, charts
from tests.test_pack_book import drawn
from ui.figures import figure, marks, names

ON_AN_AXIS = (Trend, Bars, Dots, Funnel, Waterfall)
NEAR = 1.0  # points
Box = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True)
class Screen:
    """What the screen draws: number by place of its mark, ends of the axis of numbers, its ticks."""

    numbers: dict[int, float]
    ends: tuple[float, float]
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Paper:
    """What is drawn: paths as points, texts with their places; points of a sheet, up and to the right."""

    paths: tuple[tuple[tuple[float, float], ...], ...]
    texts: tuple[tuple[str, float, float], ...]

    def boxes(self) -> list[Box]:
        across = [([x for x, _ in path], [y for _, y in path]) for path in self.paths]
        return [(min(x), min(y), max(x), max(y)) for x, y in across]

    def dots(self) -> list[tuple[float, float]]:
        """The middles of what is small and about as broad as high."""
        round_ = [box for box in self.boxes() if 3 < box[2] - box[0] < 14 and abs(box[2] - box[0] - box[3] + box[1]) < NEAR]
        return [((x0 + x1) / 2, (y0 + y1) / 2) for x0, y0, x1, y1 in round_]


def of(kind: type) -> Chart:
    return next(chart for chart in charts() if isinstance(chart, kind))


def screen(chart: Chart) -> Screen:
    made, (number, axis) = figure(chart, "zh"), ("x", "xaxis") if isinstance(chart, Dots) else ("y", "yaxis")
    known = own_number if not isinstance(chart, Trend | Funnel) else lambda value: open_to_all(value).number
    traces = [trace for trace in made["data"] if "customdata" in trace]
    pairs = [pair for trace in traces for pair in zip(trace["customdata"], trace[number], strict=True)]
    numbers = {at: x for at, x in pairs if at is not None and known(marks(chart)[at].value) is not None}
    told = made["layout"][axis]
    ends = chart.axis.low if isinstance(chart, Dots) else told["range"][0], told["range"][1]  # dots stay off their names
    return Screen(numbers, ends, tuple(zip(told["tickvals"], told["ticktext"], strict=True)))


@cache
def paper(kind: type) -> Paper:
    chart, font = of(kind), fonts.find()
    given = inputs(board((chart,)), (chart,), "zh", font) | {"bare": "yes"}
    page = pypdf.PdfReader(io.BytesIO(compiled("picture.typ", font, given, format="pdf"))).pages[0]
    paths, texts = [], []

    def path(operator: bytes, numbers: list, at: list[float], _: object) -> None:
        if operator == b"m":
            paths.append([])
        if operator in (b"m", b"l", b"c"):
            x, y = map(float, numbers[-2:])
            paths[-1].append((at[0] * x + at[2] * y + at[4], at[1] * x + at[3] * y + at[5]))

    def text(words: str, at: list[float], within: list[float], *_: object) -> None:
        if words.strip():
            texts.append((words.strip(), at[0] * within[4] + at[4], at[3] * within[5] + at[5]))

    page.extract_text(visitor_operand_before=path, visitor_text=text)
    return Paper(tuple(map(tuple, paths)), tuple(texts))


def grid(found: Paper, many: int, level: bool) -> list[Box]:
    """The lines of the ticks: the first ones as long as each other, from the low end of the axis to the high one."""
    lines = [box for box in found.boxes() if (box[2] - box[0] < NEAR) == level and (box[3] - box[1] < NEAR) != level]
    first = next(
        [other for other in lines if all(abs(one[i] - other[i]) < 0.01 for i in ((1, 3) if level else (0, 2)))]
        for one in lines
    )
    return sorted(first[:many], key=lambda box: box[0 if level else 1])


def place(lines: list[Box], ticks: tuple[tuple[float, str], ...], number: float, level: bool) -> float:
    """Where a number stands by the outermost ticks."""
    i = 0 if level else 1
    (low, _), *_, (high, _) = ticks
    return lines[0][i] + (number - low) / (high - low) * (lines[-1][i] - lines[0][i])


@pytest.mark.parametrize("kind", ON_AN_AXIS)
def test_on_paper_ticks_stand_where_and_say_what_they_do_on_screen(kind):
    shown, found, level = screen(of(kind)), paper(kind), kind is Dots
    lines = grid(found, len(shown.ticks), level)
    assert len(lines) == len(shown.ticks)
    for (number, words), line in zip(shown.ticks, lines, strict=True):
        middle = line[0 if level else 1]
        assert abs(middle - place(lines, shown.ticks, number, level)) < NEAR
        near = (abs(x - middle) < 20 and y < line[1] if level else abs(y + 3 - middle) < 4 and x < line[0]
                for told, x, y in found.texts if told == words)  # fmt: skip
        assert any(near), words


@pytest.mark.parametrize("kind", [Bars, Dots, Waterfall])
def test_on_paper_each_mark_is_drawn_to_its_number_at_its_place_in_the_order_of_the_screen(kind):
    chart, found, level = of(kind), paper(kind), kind is Dots
    shown, count = screen(chart), len(chart.marks)
    lines = grid(found, len(shown.ticks), level)
    first = lines[0]
    for i, number in shown.numbers.items():
        base = chart.bases[i] if kind is Waterfall else 0
        ends = [place(lines, shown.ticks, x, level) for x in (max(base, shown.ends[0]), base + number)]
        share = (i + 0.5) / count
        across = first[3] - share * (first[3] - first[1]) if level else first[0] + share * (first[2] - first[0])
        if level:
            assert any(abs(x - ends[1]) < NEAR and abs(y - across) < NEAR for x, y in found.dots()), i
        else:
            bars = [box for box in found.boxes() if abs((box[0] + box[2]) / 2 - across) < NEAR and box[2] - box[0] > 5]
            assert any(abs(box[1] - min(ends)) < NEAR and abs(box[3] - max(ends)) < NEAR for box in bars), i
    order = [words.replace(" ", "") for words, _, _ in sorted(found.texts, key=lambda text: -text[2] if level else text[1])]
    called = [label for _, label in names(chart)]
    assert [words for words in order if words in called] == called


def test_on_paper_a_line_runs_through_the_numbers_of_the_screen():
    shown, found = screen(of(Trend)), paper(Trend)
    lines = grid(found, len(shown.ticks), level=False)
    wanted = [place(lines, shown.ticks, shown.numbers[i], level=False) for i in sorted(shown.numbers)]
    runs = [path for path in found.paths if len(path) == len(wanted) and all(a[0] < b[0] for a, b in pairwise(path))]
    assert any(all(abs(y - want) < NEAR for (_, y), want in zip(run, wanted, strict=True)) for run in runs)


def test_on_paper_those_beyond_the_limits_stand_at_their_size_and_rate():
    chart, found = of(Funnel), paper(Funnel)
    shown = screen(chart)
    lines = grid(found, len(shown.ticks), level=False)
    left, right = lines[0][0], lines[0][2]
    low, high = figure(chart, "zh")["layout"]["xaxis"]["range"]  # of logarithms
    for i, number in shown.numbers.items():
        x = left + (log10(chart.sizes[i]) - low) / (high - low) * (right - left)
        y = place(lines, shown.ticks, number, level=False)
        assert any(abs(at - x) < NEAR and abs(up - y) < NEAR for at, up in found.dots()), i


def test_on_paper_a_heat_table_has_the_rows_columns_and_words_of_the_screen():
    chart, found = of(Heat), paper(Heat)
    layout = figure(chart, "zh")["layout"]
    heads, rows = layout["xaxis"]["ticktext"], layout["yaxis"]["ticktext"]
    order = [words for words, _, _ in sorted(found.texts, key=lambda text: (-round(text[2]), text[1]))]
    wanted = [*heads]
    for name, cells in zip(rows, chart.cells, strict=True):
        known = [open_to_all(cell.value).number is not None for cell in cells]
        wanted += [name, *(c.value.text if k else said(c.value, "zh") for c, k in zip(cells, known, strict=True))]
    assert order[: len(wanted)] == wanted


def test_on_paper_a_map_has_the_names_numbers_and_classes_of_the_screen():
    chart, texts = of(Map), [words for words, _, _ in paper(Map).texts]
    assert [words for words in texts if words in chart.legend] == list(reversed(chart.legend))
    for mark in chart.marks[:3]:
        at = texts.index(mark.label.replace(" ", ""))
        assert texts[at + 1] == mark.value.text


@pytest.mark.parametrize("kind", ON_AN_AXIS)
def test_the_workbook_draws_the_numbers_of_the_screen_in_its_order_within_its_ends(kind):
    chart = of(kind)
    _, native, found = drawn(chart)
    shown = screen(chart)
    assert (native.y_axis.scaling.min, native.y_axis.scaling.max) == shown.ends
    own = found[{Waterfall: 1, Dots: 1}.get(kind, 0)]
    assert {i: x for i, x in enumerate(own) if x is not None} == shown.numbers
