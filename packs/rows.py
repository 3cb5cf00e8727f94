"""A chart as a plain table: what stands behind a drawing, one line for each mark, and what is drawn beside the marks."""

from __future__ import annotations

from dataclasses import dataclass

from board.model import Bars, Chart, Dots, Funnel, Heat, Map, Mark, Trend, Value, Waterfall
from board.text import t
from packs.strands import happened

BESIDE = ("value", "n", "low", "high", "state", "reading")  # words of the columns beside the names


@dataclass(frozen=True)
class Behind:
    """`names` head the leading columns; each line has as many texts or numbers, then its value."""

    names: tuple[str, ...]
    lines: tuple[tuple[tuple[str | float, ...], Value], ...]


def behind(chart: Chart, language: str) -> Behind:
    """The marks of a chart in their order. What is drawn without being a mark: see `below`."""
    keys, lines = _keys_and_lines(chart)
    return Behind(tuple(t(language, f"paper.{key}") for key in keys), tuple(lines))


def below(chart: Chart, language: str) -> tuple[tuple[str, ...], tuple[tuple[str | float, ...], ...]]:
    """Heads and lines of the classes a funnel only counts (size, value, how many), or of what happened during a trend
    (first period after it, words); nothing without any."""
    match chart:
        case Funnel() if chart.bins:
            keys, lines = ("bin_size", "bin_value", "bin_count"), [(cell.x, cell.y, cell.count) for cell in chart.bins]
        case Trend() if chart.events:
            keys = ("period", "events")
            lines = [(chart.periods[at], f"{sign} {said}") for at, sign, said in happened(chart, language)]
        case _:
            return (), ()
    return tuple(t(language, f"paper.{key}") for key in keys), tuple(lines)


def _keys_and_lines(chart: Chart) -> tuple[tuple[str, ...], list]:
    match chart:
        case Trend():
            pairs = [(line, i, mark) for line in chart.lines for i, mark in enumerate(line.marks)]
            return ("series", "period"), [((line.name, chart.periods[i]), m.value) for line, i, m in pairs]
        case Heat():
            pairs = [(r, c, mark) for r, row in enumerate(chart.cells) for c, mark in enumerate(row)]
            return ("row", "column"), [((chart.rows[r], chart.columns[c]), m.value) for r, c, m in pairs]
        case Funnel():
            return ("label", "size"), _with(chart.marks, chart.sizes)
        case Map():
            return ("label", "region_code"), _with(chart.marks, chart.codes)
        case Bars() | Waterfall() | Dots():
            return ("label",), [((mark.label,), mark.value) for mark in chart.marks]


def _with(marks: tuple[Mark, ...], more: tuple) -> list:
    return [((mark.label, extra), mark.value) for mark, extra in zip(marks, more, strict=True)]
