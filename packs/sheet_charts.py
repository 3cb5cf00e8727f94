"""Beside the numbers of a figure its native chart, drawn by the spreadsheet from those very cells.

A map and a heat table have no native kind: the heat table's numbers are shaded, the map stays a list.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import xlsxwriter
from xlsxwriter.chart import Chart as Native

from board.model import Axis, Bars, Chart, Dots, Funnel, Heat, Mark, State, Trend
from board.text import t
from packs.rows import behind
from packs.sheet_formats import number_format
from packs.states import open_to_all

_SIZE = {"width": 860, "height": 460}  # pixels
_DRAWN = 6  # columns from the value to the one that is drawn
_KINDS = {Trend: "line", Bars: "column", Dots: "line", Funnel: "scatter"}


def insert(book: xlsxwriter.Workbook, name: str, chart: Chart, language: str) -> None:
    """Draws the chart to the right of its marks on sheet `name`, as packs.sheet wrote them: head in row 0."""
    table = behind(chart, language)
    count, at = len(table.lines), len(table.names)
    sheet = book.get_worksheet_by_name(name)
    if isinstance(chart, Heat):
        low, high = _look()["map"]["steps"][0], _look()["map"]["steps"][-2]
        shade = {"type": "2_color_scale", "min_color": low, "max_color": high}
        sheet.conditional_format(1, at, max(count, 1), at, shade)
    if type(chart) not in _KINDS or not count:
        return
    # A spreadsheet draws a word as nought, so the drawing has a column of its own with nothing where there is no number.
    sheet.write_string(0, at + _DRAWN, t(language, "paper.drawn"), book.add_format({"bold": True, "bottom": 1}))
    plain = book.add_format({"num_format": number_format(chart)})
    for i, (_, value) in enumerate(table.lines, 1):
        if open_to_all(value).number is not None:
            sheet.write_number(i, at + _DRAWN, value.number, plain)
    native = book.add_chart({"type": _KINDS[type(chart)]})
    {Trend: _trend, Bars: _bars, Dots: _dots, Funnel: _funnel}[type(chart)](native, name, chart)
    grid = {"visible": True, "line": _line("grid", 0.75)}
    native.set_y_axis(_axis(chart.axis) | {"num_format": number_format(chart), "major_gridlines": grid})
    native.set_title({"none": True})
    native.set_size(_SIZE)
    native.show_blanks_as("gap")
    sheet.insert_chart(1, at + _DRAWN + 2, native, {"description": chart.head.alt or chart.head.title})


def _trend(native: Native, name: str, chart: Trend) -> None:
    count = len(chart.periods)
    for i, line in enumerate(chart.lines):
        first = 1 + i * count
        drawn = _line(line.role, 3 if line.strong else 2)
        look = {"line": drawn, "marker": _marker(line.role), "points": _points(line.marks)}
        bars = {"y_error_bars": _spread(line.marks, line.role)} if line.banded else {}
        native.add_series(look | bars | {
            "name": [name, first, 0], "categories": [name, first, 1, first + count - 1, 1],
            "values": [name, first, 2 + _DRAWN, first + count - 1, 2 + _DRAWN],
        })  # fmt: skip
    native.set_legend({"position": "top"})


def _bars(native: Native, name: str, chart: Bars) -> None:
    fills = [_colour("card" if mark.value.state is State.HOLLOW else mark.role) for mark in chart.marks]
    points = [
        {"fill": {"color": fill}, "border": _line(mark.role, 1)} for fill, mark in zip(fills, chart.marks, strict=True)
    ]
    native.add_series(_range(name, len(chart.marks)) | {
        "points": points, "gap": 45, "data_labels": {"value": True, "num_format": number_format(chart)},
    })  # fmt: skip
    native.set_legend({"none": True})


def _dots(native: Native, name: str, chart: Dots) -> None:
    """Dots with their intervals, upright: a spreadsheet knows no dots on names."""
    look = {"line": {"none": True}, "marker": _marker("brand"), "points": _points(chart.marks)}
    native.add_series(_range(name, len(chart.marks)) | look | {"y_error_bars": _spread(chart.marks, "brand")})
    native.set_legend({"none": True})


def _funnel(native: Native, name: str, chart: Funnel) -> None:
    """Those beyond the limits, and the middle of the counted ones, whose cells begin two rows below."""
    marks, first = len(chart.marks), len(chart.marks) + 4
    groups = [("brand", 1, marks, 1, 2 + _DRAWN)] if marks else []
    if chart.bins:
        groups.append(("muted", first, first + len(chart.bins) - 1, 0, 1))
    for role, top, bottom, x, y in groups:
        native.add_series({
            "categories": [name, top, x, bottom, x], "values": [name, top, y, bottom, y], "marker": _marker(role),
        })  # fmt: skip
    native.set_x_axis(_axis(chart.x_axis) | {"log_base": 10})
    native.set_legend({"none": True})


def _range(name: str, count: int) -> dict:
    return {"categories": [name, 1, 0, count, 0], "values": [name, 1, 1 + _DRAWN, count, 1 + _DRAWN]}


def _axis(axis: Axis) -> dict:
    return {"min": axis.low, "max": axis.high, "name": axis.title, "line": _line("rule", 1)}


def _spread(marks: tuple[Mark, ...], role: str) -> dict:
    shown = [open_to_all(mark.value) for mark in marks]
    up, down = [_reach(v.number, v.high) for v in shown], [_reach(v.number, v.low) for v in shown]
    return {"type": "custom", "end_style": 0, "line": _line(role, 1.5), "plus_values": up, "minus_values": down}


def _reach(number: float | None, end: float | None) -> float:
    return abs(end - number) if number is not None and end is not None else 0.0


def _marker(role: str) -> dict:
    return {"type": "circle", "size": 7, "fill": {"color": _colour(role)}, "border": {"color": _colour(role)}}


def _points(marks: tuple[Mark, ...]) -> list[dict | None]:
    """Open dots where a value rests on few."""
    hollow = {"fill": {"color": _colour("card")}}
    return [hollow if mark.value.state is State.HOLLOW else None for mark in marks]


def _line(role: str, width: float) -> dict:
    return {"color": _colour(role), "width": width}


def _colour(role: str) -> str:
    return (_look()["role"] | _look()["ground"])[role]


@cache
def _look() -> dict:
    return tomllib.loads((Path(__file__).parents[1] / "board" / "palette.toml").read_text(encoding="utf-8"))
