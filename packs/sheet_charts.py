"""Beside the numbers of a figure its native chart, drawn by the spreadsheet from cells to the right of them.

A map and a heat table have no native kind: their numbers are shaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import xlsxwriter
from xlsxwriter.chart import Chart as Native
from xlsxwriter.utility import quote_sheetname, xl_range_abs

from board.model import Axis, Bars, Chart, Dots, Funnel, Heat, Map, Mark, State, Trend, Waterfall
from board.palette import colour, dark, palette
from board.text import t
from packs.rows import behind
from packs.sheet_formats import inert, number_format
from packs.states import open_to_all, own_number
from packs.strands import SIGNS, doubling, extras, stretches

SIZE = {"width": 860, "height": 460}  # pixels
_DRAWN = 6  # columns from the value to the first one that is drawn
_REACHES = 2  # columns of intervals, before what is drawn of lines, dots and bars
_KINDS = {Trend: {"type": "line"}, Bars: {"type": "column"}, Dots: {"type": "line"}, Funnel: {"type": "scatter"},
          Waterfall: {"type": "column", "subtype": "stacked"}}  # fmt: skip
Column = tuple[str, list[float | None]]  # head, and from the first row on a number or nothing


def insert(book: xlsxwriter.Workbook, name: str, chart: Chart, language: str) -> int | None:
    """Draws the chart right of its marks on sheet `name`, as packs.sheet wrote them (head in row 0); the column it is in."""
    table = behind(chart, language)
    count, at = len(table.lines), len(table.names)
    sheet = book.get_worksheet_by_name(name)
    if isinstance(chart, Heat | Map):
        low, high = palette()["map"]["steps"][0], palette()["map"]["steps"][-2]
        shade = {"type": "2_color_scale", "min_color": low, "max_color": high}
        sheet.conditional_format(1, at, max(count, 1), at, shade)
    inside = isinstance(chart, Funnel) and chart.bins
    if type(chart) not in _KINDS or not (count or inside):
        return None
    columns = _columns(chart, language)
    _write(book, sheet, at + _DRAWN, columns, number_format(chart))
    native = book.add_chart(_KINDS[type(chart)])
    draw = {Trend: _trend, Bars: _bars, Dots: _dots, Funnel: _funnel, Waterfall: _waterfall}[type(chart)]
    draw(native, name, chart, language)
    if not isinstance(chart, Funnel):
        native.set_x_axis({"label_position": "low"})  # below what is less than nought
    grid = {"visible": True, "line": _line("grid", 0.75)}
    native.set_y_axis(_axis(chart.axis) | {"num_format": number_format(chart), "major_gridlines": grid})
    native.set_title({"name": inert(chart.head.title), "name_font": {"size": 12}, "overlay": False})
    native.show_hidden_data()
    native.set_size(SIZE)
    native.show_blanks_as("gap")
    look = {"description": chart.head.alt or chart.head.title}
    beside = at + _DRAWN + len(columns) + 1
    sheet.insert_chart(1, beside, native, look)
    return beside


def _columns(chart: Chart, language: str) -> list[Column]:
    """What is drawn. A spreadsheet draws a word as nought, so there is nothing where there is no number."""
    drawn = t(language, "paper.drawn")
    match chart:
        case Trend():
            cut = [stretches(line) for line in chart.lines]
            most = max(map(len, cut), default=0)
            parts = [[number for line in cut for number in _numbers(line, i)] for i in range(most)]
            beside = [(extra.name, list(extra.numbers)) for extra in extras(chart, language)]
            marks = [mark for line in chart.lines for mark in line.marks]
            return [*_reaches(marks, language), *((drawn, numbers) for numbers in parts), *beside]
        case Waterfall():
            return [(t(language, "paper.base"), list(chart.bases)), (drawn, [own_number(m.value) for m in chart.marks])]
        case Funnel():
            heads = ("size", "limit95", "limit95", "limit998", "limit998", "average")
            limits = [[*limit, chart.centre] for limit in chart.limits]
            beside = [(t(language, f"paper.{key}"), [row[i] for row in limits]) for i, key in enumerate(heads)]
            return [(drawn, [_number(mark) for mark in chart.marks]), *beside]
        case _:
            own = [*_reaches(chart.marks, language), (drawn, [own_number(mark.value) for mark in chart.marks])]
            return own + (_peers(chart, language) if isinstance(chart, Dots) and any(chart.peers) else [])


def _peers(chart: Dots, language: str) -> list[Column]:
    """The middle of the peers of each mark, and how far they reach from it."""
    ends = [(sum(pair) / 2, (pair[1] - pair[0]) / 2) if pair else (None, None) for pair in chart.peers]
    return [(t(language, "paper.peers"), [pair[i] for pair in ends]) for i in range(2)]


def _reaches(marks: Sequence[Mark], language: str) -> list[Column]:
    """How far the interval of each mark reaches above and below its number."""
    shown = [open_to_all(mark.value) for mark in marks]
    up, down = ([_reach(v.number, end) for v, end in zip(shown, ends, strict=True)]
                for ends in ([v.high for v in shown], [v.low for v in shown]))  # fmt: skip
    return [(t(language, "paper.high"), up), (t(language, "paper.low"), down)]


def _numbers(cut: tuple[tuple[Mark, ...], ...], i: int) -> list[float | None]:
    """The numbers of stretch `i` of a line, nothing if it has fewer."""
    return [_number(mark) for mark in cut[i]] if i < len(cut) else [None] * len(cut[0])


def _number(mark: Mark) -> float | None:
    return open_to_all(mark.value).number


def _write(book: xlsxwriter.Workbook, sheet, at: int, columns: list[Column], pattern: str) -> None:
    bold, plain = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": pattern})
    for j, (head, numbers) in enumerate(columns, at):
        sheet.write_string(0, j, head, bold)
        for i, number in enumerate(numbers, 1):
            if number is not None:
                sheet.write_number(i, j, number, plain)
    sheet.set_column(at, at + len(columns) - 1, None, None, {"hidden": True})  # the same numbers stand to the left


def _trend(native: Native, name: str, chart: Trend, language: str) -> None:
    count, at = len(chart.periods), 2 + _DRAWN + _REACHES
    cut = [stretches(line) for line in chart.lines]
    unnamed = []
    for i, (line, parts) in enumerate(zip(chart.lines, cut, strict=True)):
        for k, marks in enumerate(parts):
            unnamed += [len(native.series)] if k else []
            first = 1 + i * count
            bars = {"y_error_bars": _spread(name, first, count, 2 + _DRAWN, line.role)} if line.banded else {}
            native.add_series(bars | _strand(line, marks) | _place(name, first, count, at + k) | {"name": [name, first, 0]})
    at += max(map(len, cut), default=0)
    for j, extra in enumerate(extras(chart, language), at):
        where = _place(name, 1, count, j) | {"name": [name, 0, j]}
        unnamed += [] if extra.named else [len(native.series)]
        if extra.signs:
            native.add_series(where | _events(extra.signs, chart))
        else:
            line = _line("soft", 1) | ({"dash_type": "dash"} if extra.dashed else {})
            native.add_series(where | {"line": line, "marker": {"type": "none"}})
    native.set_legend({"position": "top", "delete_series": unnamed})


def _place(name: str, first: int, count: int, column: int) -> dict:
    """Periods and numbers of a series."""
    last = first + count - 1
    return {"categories": [name, first, 1, last, 1], "values": [name, first, column, last, column]}


def _strand(line, marks: tuple[Mark, ...]) -> dict:
    """How a stretch of a line looks: open dots rest on few, signs are beyond chance."""
    look = {"line": _line(line.role, 3 if line.strong else 2), "marker": _marker(line.role), "points": _points(marks)}
    signs = [SIGNS.get(mark.role) if _number(mark) is not None else None for mark in marks]
    if any(signs):
        said = [
            {"value": sign, "font": {"color": colour(mark.role), "size": 12}} if sign else {"delete": True}
            for sign, mark in zip(signs, marks, strict=True)
        ]
        look["data_labels"] = {"value": True, "position": "above", "custom": said}
    return look


def _events(signs: tuple[str, ...], chart: Trend) -> dict:
    """A sign at the top of a period with an event, and a dotted line down from there; the words stand below the marks."""
    said = [{"value": sign} if sign else {"delete": True} for sign in signs]
    down = {"type": "fixed", "value": chart.axis.high - chart.axis.low, "direction": "minus", "end_style": 0,
            "line": _line("soft", 1) | {"dash_type": "round_dot"}}  # fmt: skip
    return {"line": {"none": True}, "marker": {"type": "none"}, "y_error_bars": down,
            "data_labels": {"value": True, "position": "right", "custom": said}}  # fmt: skip


def _bars(native: Native, name: str, chart: Bars, _: str) -> None:
    labels = {"data_labels": {"value": True, "num_format": number_format(chart)}}
    bars = {"y_error_bars": _spread(name, 1, len(chart.marks), 1 + _DRAWN, "ink")}
    native.add_series(_range(name, len(chart.marks), _REACHES) | {"points": _filled(chart.marks), "gap": 45} | labels | bars)
    native.set_legend({"none": True})


def _filled(marks: tuple[Mark, ...]) -> list[dict]:
    """Columns in the colours of their marks, open where a value rests on few."""
    fills = [colour("card" if mark.value.state is State.HOLLOW else mark.role) for mark in marks]
    return [{"fill": {"color": fill}, "border": _line(mark.role, 1)} for fill, mark in zip(fills, marks, strict=True)]


def _dots(native: Native, name: str, chart: Dots, _: str) -> None:
    """Dots with numbers and intervals before the spread of peers, upright: a spreadsheet knows no dots on names."""
    count, unseen = len(chart.marks), {"line": {"none": True}, "marker": {"type": "none"}}
    if any(chart.peers):
        at = 1 + _DRAWN + _REACHES + 2
        broad = _spread(name, 1, count, at, "rule", at) | {"line": _line("rule", 12)}
        native.add_series(_range(name, count, _REACHES + 1) | unseen | {"y_error_bars": broad})
    own = [{"fill": {"color": colour(mark.role)}, "border": _line(mark.role, 1)} for mark in chart.marks]
    points = [one | (hollow or {}) for one, hollow in zip(own, _points(chart.marks), strict=True)]
    look = {"line": {"none": True}, "marker": _marker("brand"), "points": points}
    bars = {"y_error_bars": _spread(name, 1, count, 1 + _DRAWN, "brand")}
    labels = {"data_labels": {"value": True, "position": "right", "num_format": number_format(chart)}}
    native.add_series(_range(name, count, _REACHES) | look | bars | labels)
    native.set_legend({"none": True})


def _waterfall(native: Native, name: str, chart: Waterfall, _: str) -> None:
    """Losses hang on a base that is not seen."""
    count, looks = len(chart.marks), _filled(chart.marks)
    native.add_series(_range(name, count) | {"fill": {"none": True}, "border": {"none": True}, "gap": 45})
    inks = [{"font": {"color": colour("card" if dark(look["fill"]["color"]) else "ink")}} for look in looks]
    labels = {"value": True, "num_format": number_format(chart), "custom": inks}
    native.add_series(_range(name, count, 1) | {"points": looks, "data_labels": labels})
    native.set_legend({"none": True})


def _funnel(native: Native, name: str, chart: Funnel, _: str) -> None:
    """Those beyond the limits, the middle of the counted ones, whose cells begin two rows below, limits and average."""
    marks, first = len(chart.marks), len(chart.marks) + 4
    groups = [("brand", 1, marks, 1, 2 + _DRAWN)] if marks else []
    if chart.bins:
        groups.append(("muted", first, first + len(chart.bins) - 1, 0, 1))
    for role, top, bottom, x, y in groups:
        native.add_series({
            "categories": [name, top, x, bottom, x], "values": [name, top, y, bottom, y], "marker": _marker(role),
            "line": {"none": True},
        })  # fmt: skip
    at, last = 3 + _DRAWN, len(chart.limits)
    looks = [("chance", "dash")] * 2 + [("chance", "solid")] * 2 + [("ink", "solid")]
    for j, (role, dash) in enumerate(looks if last else (), at + 1):
        native.add_series({
            "name": [name, 0, j], "categories": [name, 1, at, last, at], "values": [name, 1, j, last, j],
            "line": _line(role, 1.25) | {"dash_type": dash}, "marker": {"type": "none"},
        })  # fmt: skip
    low, high = doubling(chart.x_axis)
    native.set_x_axis(_axis(chart.x_axis) | {"min": low, "max": high, "log_base": 2, "major_unit": 2})
    native.set_legend({"none": True})


def _range(name: str, count: int, after: int = 0) -> dict:
    at = 1 + _DRAWN + after
    return {"categories": [name, 1, 0, count, 0], "values": [name, 1, at, count, at]}


def _axis(axis: Axis) -> dict:
    at = [place for place, _ in axis.ticks]
    unit = {"major_unit": round(min(b - a for a, b in pairwise(at)), 9)} if len(at) > 1 else {}
    return unit | {"min": axis.low, "max": axis.high, "name": inert(axis.title), "line": _line("rule", 1)}


def _spread(name: str, first: int, count: int, up_column: int, role: str, down_column: int | None = None) -> dict:
    """Intervals from two columns of reaches, one beside the other, or one that is both."""
    columns = (up_column, up_column + 1 if down_column is None else down_column)
    up, down = (f"={quote_sheetname(name)}!{xl_range_abs(first, j, first + count - 1, j)}" for j in columns)
    return {"type": "custom", "end_style": 0, "line": _line(role, 1.5), "plus_values": up, "minus_values": down}


def _reach(number: float | None, end: float | None) -> float | None:
    return abs(end - number) if number is not None and end is not None else None


def _marker(role: str) -> dict:
    return {"type": "circle", "size": 7, "fill": {"color": colour(role)}, "border": {"color": colour(role)}}


def _points(marks: tuple[Mark, ...]) -> list[dict | None]:
    """Open dots where a value rests on few."""
    hollow = {"fill": {"color": colour("card")}}
    return [hollow if mark.value.state is State.HOLLOW else None for mark in marks]


def _line(role: str, width: float) -> dict:
    return {"color": colour(role), "width": width}
