"""Dots: one row per category with its interval, and behind it the spread of peers."""

from __future__ import annotations

from board.model import Dots, State
from board.palette import readable
from board.text import t
from ui.figures_base import (
    NARROW,
    ROOMY,
    SIDE,
    SIZE,
    blank_axis,
    both,
    ground,
    hatch,
    hover,
    layout,
    number,
    plain,
    role,
    value_axis,
    width,
    words_trace,
    wrapped,
)

_ROW, _TOP, _BOTTOM = 34, 6, 28
_LINE = 14  # px, a line of a name
_DOT = 11  # px
_NAMES = 156  # px, row names where there is room


def dots(chart: Dots, language: str) -> dict:
    """The figure of Dots; rows stand at 0, 1, 2… from the top."""
    roomy = ROOMY + 40
    return both(_drawn_in(chart, language, SIDE - 16, NARROW + 20), _drawn_in(chart, language, _NAMES, roomy), roomy)


def _drawn_in(chart: Dots, language: str, names: float, whole: int) -> dict:
    """The figure, `whole` px wide at least, with row names of at most three lines of so many px."""
    n = len(chart.marks)
    labels = [wrapped(mark.label, names, 3) for mark in chart.marks]
    high = max(_ROW, _LINE * (max((label.count("<br>") for label in labels), default=0) + 1) + 4)
    left = int(max((width(part) for label in labels for part in label.split("<br>")), default=0)) + 18
    said = [_said(mark.value, language) for mark in chart.marks]
    right = min(int(max((width(text) for text in said), default=0)) + 20, SIDE)
    plan = layout(high * max(n, 1) + _TOP + _BOTTOM, left, right, _BOTTOM, _TOP)
    plan["xaxis"] = value_axis(chart.axis, whole - left - right, nticks=5)
    pad = (chart.axis.high - chart.axis.low) * _DOT / (NARROW + 20 - left - right)
    plan["xaxis"]["range"] = [chart.axis.low - pad, chart.axis.high]  # a dot at the end stays off its name
    plan["yaxis"] = blank_axis(
        n - 0.5, -0.5, tickvals=list(range(n)), ticktext=labels,
        ticklabelstandoff=8,
        tickfont={"size": SIZE, "color": ground("ink")},
    )  # fmt: skip
    plan["bargap"] = 0
    behind = [_peers(chart), _kept_back(chart)]
    values = _values(chart, said, NARROW + 20 - left - right)
    data = [*behind, _ranges(chart), _points(chart), values, _words(chart)]
    return {"data": [trace for trace in data if trace["y"]], "layout": plan}


def _said(value, language: str) -> str:
    """The number in words; a hollow one says why it is hollow."""
    if number(value) is None or value.state is State.MERGED:
        return ""
    few = f" {t(language, 'screen.few')}" if value.state is State.HOLLOW else ""
    return value.text + few


def _drawn(chart: Dots) -> list[tuple]:
    return [
        (i, mark) for i, mark in enumerate(chart.marks)
        if number(mark.value) is not None and mark.value.state is not State.MERGED
    ]  # fmt: skip


def _peers(chart: Dots) -> dict:
    rows = [(i, band) for i, band in enumerate(chart.peers) if band]
    return {
        "type": "bar", "orientation": "h", "y": [i for i, _ in rows], "base": [low for _, (low, _) in rows],
        "x": [high - low for _, (low, high) in rows], "width": 0.32, "hoverinfo": "skip",
        "marker": {"color": ground("rule"), "line": {"width": 0}},
    }  # fmt: skip


def _kept_back(chart: Dots) -> dict:
    """The whole row hatched where a number is protected."""
    rows = [i for i, mark in enumerate(chart.marks) if mark.value.state is State.HIDDEN]
    return {
        "type": "bar", "orientation": "h", "y": rows, "base": chart.axis.low, "width": 0.42,
        "x": [chart.axis.high - chart.axis.low] * len(rows), "customdata": rows, "hoverinfo": "text",
        "hovertext": [hover(chart.marks[i]) for i in rows],
        "marker": {"color": ground("shade"), "line": {"width": 0}, "pattern": hatch()},
    }  # fmt: skip


def _ranges(chart: Dots) -> dict:
    """All intervals as one broken line; its colour is ink where roles differ."""
    rows = [(i, m.value) for i, m in _drawn(chart) if m.value.low is not None and m.value.high is not None]
    roles = {chart.marks[i].role for i, _ in rows}
    colour = role(roles.pop()) if len(roles) == 1 else ground("soft")
    clip = chart.axis
    return {
        "type": "scatter", "mode": "lines", "hoverinfo": "skip", "line": {"color": colour, "width": 1.8},
        "x": [x for _, v in rows for x in (max(v.low, clip.low), min(v.high, clip.high), None)],
        "y": [y for i, _ in rows for y in (i, i, None)],
    }  # fmt: skip


def _points(chart: Dots) -> dict:
    rows = _drawn(chart)
    colours = [role(mark.role) for _, mark in rows]
    hollow = [mark.value.state is State.HOLLOW for _, mark in rows]
    return {
        "type": "scatter", "mode": "markers", "cliponaxis": False,
        "x": [number(m.value) for _, m in rows], "y": [i for i, _ in rows],
        "marker": {
            "size": _DOT, "symbol": "circle", "opacity": 1, "line": {"color": colours, "width": 1.8},
            "color": [ground("card") if open_ else c for c, open_ in zip(colours, hollow, strict=True)],
        },
        "customdata": [i for i, _ in rows], "hoverinfo": "text", "hovertext": [hover(m) for _, m in rows],
    }  # fmt: skip


def _values(chart: Dots, said: list[str], wide: float) -> dict:
    """Numbers right of their interval, and right of the dot where the interval is none or ends within it.

    An unseen marker of the dot's size keeps the number off the dot, however wide the plot (`wide` px) gets.
    """
    rows = _drawn(chart)
    ends = [min(max(number(m.value), m.value.high or number(m.value)), chart.axis.high) for _, m in rows]
    scale = wide / (chart.axis.high - chart.axis.low)
    inside = [(end - number(m.value)) * scale < _DOT for end, (_, m) in zip(ends, rows, strict=True)]
    return words_trace(
        ends, [i for i, _ in rows], [f" <b>{plain(said[i])}</b>" for i, _ in rows],
        [readable(role(m.role)) for _, m in rows], textposition="middle right", mode="markers+text",
        marker={"size": [_DOT if near else 1 for near in inside], "opacity": 0},
    )  # fmt: skip


def _words(chart: Dots) -> dict:
    """Reasons in the rows that have no point: centred on a hatch, else from the axis on."""
    have = {i for i, _ in _drawn(chart)}
    rows = [(i, mark.value) for i, mark in enumerate(chart.marks) if i not in have]
    middle = (chart.axis.low + chart.axis.high) / 2
    shut = [v.state is State.HIDDEN for _, v in rows]
    return words_trace(
        [middle if s else chart.axis.low for s in shut], [i for i, _ in rows],
        [wrapped(v.text if s else f" {v.text}", 190, 1) for s, (_, v) in zip(shut, rows, strict=True)],
        ground("soft"), textposition=["middle center" if s else "middle right" for s in shut],
    )  # fmt: skip
