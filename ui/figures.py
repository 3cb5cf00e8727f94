"""A chart as the plain dict the drawing library takes: pure, without a browser, without a server."""

from __future__ import annotations

from board.model import Bars, Chart, Dots, Funnel, Heat, Map, Mark, Trend, Waterfall
from ui.figures_bars import bars
from ui.figures_dots import dots
from ui.figures_funnel import funnel
from ui.figures_heat import heat
from ui.figures_map import regions
from ui.figures_trend import trend
from ui.figures_waterfall import waterfall

_DRAW = {
    "trend": trend, "bars": bars, "waterfall": waterfall, "dots": dots, "funnel": funnel, "heat": heat, "map": regions,
}  # fmt: skip


def figure(chart: Chart, language: str) -> dict:
    """{"data": [...], "layout": {...}} of one chart, sizes in px, texts escaped.

    `customdata` of every drawn mark is its place in `marks(chart)`. A map comes without outlines:
    ui.figures_map.filled adds them (here for tests, in the browser for readers).
    """
    return _DRAW[chart.kind](chart, language)


def marks(chart: Chart) -> tuple[Mark, ...]:
    """All marks of a chart in one order: lines one after the other, heat rows from the top."""
    if isinstance(chart, Trend):
        return tuple(mark for line in chart.lines for mark in line.marks)
    if isinstance(chart, Heat):
        return tuple(mark for row in chart.cells for mark in row)
    assert isinstance(chart, Bars | Waterfall | Dots | Funnel | Map)
    return chart.marks


def names(chart: Chart) -> tuple[tuple[str, str], ...]:
    """What the marks are called, in the order of `marks`: (series or row, label)."""
    if isinstance(chart, Trend):
        return tuple((line.name, at) for line in chart.lines for at in chart.periods[: len(line.marks)])
    if isinstance(chart, Heat):
        return tuple((row, column) for row in chart.rows for column in chart.columns)
    return tuple(("", mark.label) for mark in marks(chart))
