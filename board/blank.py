"""Charts without a single number to draw: a sentence says why, in the place of empty axes."""

from __future__ import annotations

from collections.abc import Iterable

from board.model import Chart, Funnel, Heat, Mark, Trend
from board.text import t
from data.metrics import metrics


def marks_of(chart: Chart) -> tuple[Mark, ...]:
    """All marks of a chart, of a trend without its targets."""
    if isinstance(chart, Trend):
        return tuple(mark for line in chart.lines if line.role != "muted" for mark in line.marks)
    return tuple(mark for row in chart.cells for mark in row) if isinstance(chart, Heat) else chart.marks


def is_blank(chart: Chart) -> bool:
    """Whether nothing of it could be drawn. A funnel draws its limits and bins also where no class stands out."""
    return not isinstance(chart, Funnel) and all(mark.value.number is None for mark in marks_of(chart))


def said_instead(charts: Iterable[Chart], language: str) -> tuple[str, ...]:
    """What stands in place of these charts: each metric once, with the reason its first mark gives."""
    first = {chart.head.metric: next(iter(marks_of(chart)), None) for chart in charts}
    parts = [
        t(language, "board.blank_part", label=metrics()[key].label[language], why=mark.value.note or mark.value.text)
        for key, mark in first.items() if mark is not None
    ]  # fmt: skip
    return (t(language, "board.blank", parts=t(language, "board.semicolon").join(parts)),) if parts else ()
