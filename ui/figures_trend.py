"""Trend: lines over periods with bands, the chosen period shaded, labels at the line ends."""

from __future__ import annotations

from bisect import bisect
from itertools import groupby

from board.model import Line, State, Trend, Value
from board.palette import readable
from ui.figures_base import (
    NARROW,
    SIDE,
    SIZE,
    blank_axis,
    ground,
    hover,
    layout,
    number,
    plain,
    role,
    sheer,
    spread,
    tick_room,
    value_axis,
    width,
    words_trace,
    wrapped,
)

_HEIGHT, _TOP, _BOTTOM = 306, 24, 42
_LINE = SIZE * 1.3  # px, height of one line of text
_SIGNALS = {"better": "triangle-up", "worse": "triangle-down"}  # told apart by shape, named in the key and on hover


def trend(chart: Trend, language: str) -> dict:
    """The figure of a Trend; periods stand at 0, 1, 2… on a linear axis."""
    ends = [_end_label(line, 2 if len(chart.lines) <= 5 else 1) for line in chart.lines]
    right = int(max((_widest(text) for text in ends), default=0)) + 14
    starts = [sum(len(line.marks) for line in chart.lines[:i]) for i in range(len(chart.lines))]
    banded = [line for line in chart.lines if line.banded]
    data = [_limit(chart, ends, dash) for ends, dash in ((("low", "high"), "dash"), (("mean",), "solid"))]
    data += [_band(line) for line in banded] + [_stems(line) for line in banded]
    data += [_line(line, start, chart) for line, start in zip(chart.lines, starts, strict=True)]
    empty = _empty_runs(chart)
    n, left = len(chart.periods), tick_room(chart.axis)
    wide = NARROW + 30 - left - right
    data += [_ends(chart, ends), _words(chart, empty, wide / max(n, 1))]
    plan = layout(_HEIGHT, left, right, _BOTTOM, _TOP)
    ticks = _ticks(chart.periods, wide)
    plan["xaxis"] = blank_axis(-0.4, n - 0.6, **ticks, showline=True, linecolor=ground("rule"))
    plan["yaxis"] = value_axis(chart.axis)
    plan["shapes"] = [_shade(*chart.shaded, "shade")] if chart.shaded else []
    plan["shapes"] += [_shade(first, last, "grid") for first, last, _ in empty]
    plan["shapes"] += [_event(at) for at, _ in chart.events]
    return {"data": [trace for trace in data if trace["x"]], "layout": plan}


def _ticks(periods: tuple[str, ...], wide: float) -> dict:
    """Every k-th period on two lines, counted back from the last: names never touch on `wide` px of a phone."""
    names = [wrapped(text, width(text) / 2 + SIZE) for text in periods]
    room = max((_widest(name) for name in names), default=0) + 8
    step = max(1, -int(-len(periods) * room // wide))
    at = list(range(len(periods) - 1, -1, -step))[::-1]
    return {"tickvals": at, "ticktext": [names[i] for i in at]}


def _shade(first: int, last: int, tone: str) -> dict:
    return {
        "type": "rect", "xref": "x", "yref": "paper", "x0": first - 0.5, "x1": last + 0.5, "y0": 0, "y1": 1,
        "fillcolor": ground(tone), "line": {"width": 0}, "layer": "below",
    }  # fmt: skip


def _event(at: int) -> dict:
    return {
        "type": "line", "xref": "x", "yref": "paper", "x0": at - 0.5, "x1": at - 0.5, "y0": 0, "y1": 1,
        "line": {"width": 1, "dash": "dot", "color": ground("soft")}, "layer": "below",
    }  # fmt: skip


def _limit(chart: Trend, ends: tuple[str, ...], dash: str) -> dict:
    """Control limits, or the mean between them: a level line for each stretch."""
    spans = [(part.first - 0.4, part.last + 0.4, getattr(part, end)) for part in chart.limits for end in ends]
    return {
        "type": "scatter", "mode": "lines", "hoverinfo": "skip", "line": {"color": ground("soft"), "width": 1, "dash": dash},
        "x": [x for first, last, _ in spans for x in (first, last, None)],
        "y": [y for _, _, at in spans for y in (at, at, None)],
    }  # fmt: skip


def _band(line: Line) -> dict:
    """low..high of the line's values as closed shapes, one for each run without a gap."""
    x: list = []
    y: list = []
    for points in _runs(line):
        if len(points) == 1:
            continue
        x += [i for i, _ in points] + [i for i, _ in reversed(points)] + [None]
        y += [v.low for _, v in points] + [v.high for _, v in reversed(points)] + [None]
    return {
        "type": "scatter", "mode": "lines", "x": x, "y": y, "fill": "toself", "hoverinfo": "skip",
        "fillcolor": sheer(role(line.role), 0.13), "line": {"width": 0},
    }  # fmt: skip


def _stems(line: Line) -> dict:
    """low..high of values that stand alone: a band needs a neighbour, a stem does not."""
    alone = [points[0] for points in _runs(line) if len(points) == 1]
    return {
        "type": "scatter", "mode": "lines", "hoverinfo": "skip",
        "line": {"color": role(line.role), "width": 1.8},
        "x": [x for i, _ in alone for x in (i, i, None)],
        "y": [y for _, v in alone for y in (v.low, v.high, None)],
    }  # fmt: skip


def _runs(line: Line) -> list[list[tuple[int, Value]]]:
    """(place, value) of all values with an interval, in runs without a gap."""
    full = [(i, m.value) for i, m in enumerate(line.marks) if _banded(m.value)]
    grouped = groupby(enumerate(full), key=lambda pair: (pair[1][0] - pair[0], bisect(line.breaks, pair[1][0])))
    return [[pair[1] for pair in run] for _, run in grouped]


def _banded(value) -> bool:
    return number(value) is not None and value.low is not None and value.high is not None


def _line(line: Line, start: int, chart: Trend) -> dict:
    colour = role(line.role)
    target = line.role == "muted"
    order = _in_order(line)
    kinds = [(0, "circle", False) if i is None else _point(line, i, target) for i in order]
    tones = [colour if i is None or line.marks[i].role not in _SIGNALS else role(line.marks[i].role) for i in order]
    return {
        "type": "scatter", "mode": "lines+markers", "x": order,
        "y": [None if i is None else number(line.marks[i].value) for i in order], "connectgaps": False,
        "line": {"color": colour, "width": 2.6 if line.strong else 1.5, "dash": "dot" if target else "solid"},
        "marker": {
            "size": [size for size, _, _ in kinds], "symbol": [symbol for _, symbol, _ in kinds],
            "color": [ground("card") if open_ else tone for (_, _, open_), tone in zip(kinds, tones, strict=True)],
            "opacity": 1, "line": {"color": tones if tones != [colour] * len(tones) else colour, "width": 1.6},
        },
        "customdata": [None if i is None else start + i for i in order], "hoverinfo": "text", "cliponaxis": False,
        "hovertext": ["" if i is None else hover(line.marks[i], f"{line.name} {chart.periods[i]}") for i in order],
    }  # fmt: skip


def _in_order(line: Line) -> list[int | None]:
    """The places of the marks; None where the line is cut."""
    return [place for i in range(len(line.marks)) for place in ((None, i) if i in line.breaks else (i,))]


def _point(line: Line, i: int, target: bool) -> tuple[float, str, bool]:
    """(size in px, symbol, open) of one point: only points that say something get a visible one."""
    value = line.marks[i].value
    if line.marks[i].role in _SIGNALS:
        return 10, _SIGNALS[line.marks[i].role], value.state is State.HOLLOW
    if value.state is State.HOLLOW:
        return 8, "circle", True
    if value.state is State.MERGED:
        return 8, "diamond", True
    last = all(number(mark.value) is None for mark in line.marks[i + 1 :])
    beside = [mark.value for mark in (*line.marks[max(i - 1, 0) : i], *line.marks[i + 1 : i + 2])]
    if all(number(each) is None for each in beside):
        return 9, "circle", False
    if target:
        return 0, "circle", False
    return (6 if last or len(line.marks) <= 13 else 0), "circle", False


def _end_label(line: Line, lines: int) -> str:
    """Name and last number of a line, escaped; a long name is cut after so many lines, the number never."""
    shown = [mark.value.text for mark in line.marks if number(mark.value) is not None]
    if not shown:
        return ""
    label = wrapped(f"{line.name} {shown[-1]}", SIDE - 14)
    return label if not label.endswith("…") else f"{wrapped(line.name, SIDE - 14, lines)}<br>{plain(shown[-1])}"


def _widest(label: str) -> float:
    return max(width(part) for part in label.split("<br>"))


def _ends(chart: Trend, labels: list[str]) -> dict:
    """The labels right of the line ends, moved apart where they would touch."""
    axis, plot = chart.axis, _HEIGHT - _TOP - _BOTTOM
    scale = plot / (axis.high - axis.low)
    rows = [(line, text) for line, text in zip(chart.lines, labels, strict=True) if text]
    wanted = [(_last(line) - axis.low) * scale for line, _ in rows]
    sizes = [_LINE * (text.count("<br>") + 1) for _, text in rows]
    places = spread(wanted, sizes, 0, plot)
    return words_trace(
        [len(chart.periods) - 0.61] * len(rows), [axis.low + at / scale for at in places],
        [f"<b>{text}</b>" if line.strong else text for line, text in rows],
        [readable(role(line.role)) for line, _ in rows], textposition="middle right",
        mode="markers+text", marker={"size": 5, "opacity": 0},  # keeps the words off the plot's edge
    )  # fmt: skip


def _last(line: Line) -> float:
    return next(number(mark.value) for mark in reversed(line.marks) if number(mark.value) is not None)


def _empty_runs(chart: Trend) -> list[tuple[int, int, str]]:
    """Stretches (first, last, word) where no line but a target has a number."""
    lines = [line for line in chart.lines if line.role != "muted"]
    words = [
        lines[0].marks[i].value.text if all(number(line.marks[i].value) is None for line in lines) else ""
        for i in range(len(chart.periods) if lines else 0)
    ]
    runs, at = [], 0
    for word, run in groupby(words):
        count = len(list(run))
        if word:
            runs.append((at, at + count - 1, word))
        at += count
    return runs


def _words(chart: Trend, empty: list[tuple[int, int, str]], slot: float) -> dict:
    """The states of missing points at the foot of the plot, the chosen period's word above it.

    A word too long for its place on a phone (`slot` px a period) leans on the edge of the plot.
    """
    rise = (chart.axis.high - chart.axis.low) * _LINE / (_HEIGHT - _TOP - _BOTTOM)
    spots = [((a + b) / 2, 0, text, ground("soft")) for a, b, text in empty]
    covered = {i for a, b, _ in empty for i in range(a, b + 1)}
    said = {(edge, text) for a, b, text in empty for edge in (a - 1, b + 1)}  # what goes on there needs no second word
    gaps = [gap for gap in _gaps(chart, covered) if not said & {(gap[0], gap[2]), (gap[1], gap[2])}]
    spots += [((a + b) / 2, 0, text, ground("soft")) for a, b, text in gaps]
    places = _apart([(*_leant(x, text, slot, len(chart.periods)), level, width(text) / slot) for x, level, text, _ in spots])
    heights = [chart.axis.low + rise * (level + 0.1) for *_, level in places]
    above = [(sum(chart.shaded) / 2, chart.shaded_text)] if chart.shaded and chart.shaded_text else []
    above += [(at - 0.5, text) for at, text in chart.events]
    tops = _apart([(*_leant(x, text, slot, len(chart.periods)), 0, width(text) / slot) for x, text in above])
    spots += [(x, 0, text, ground("soft")) for x, text in above]
    places += tops
    heights += [chart.axis.high - rise * level for *_, level in tops]
    room = max(SIDE, slot * len(chart.periods))
    return words_trace(
        [x for x, *_ in places], heights, [wrapped(text, room, 1) for _, _, text, _ in spots],
        [colour for *_, colour in spots], textposition=[side for _, side, _ in places],
    )  # fmt: skip


def _leant(x: float, text: str, slot: float, periods: int) -> tuple[float, str]:
    """Where a word about place `x` stands, and on which side of that."""
    half = width(text) / 2 / slot
    if x + half > periods - 0.6:
        return periods - 0.6, "top left"
    if x - half < -0.4:
        return -0.4, "top right"
    return x, "top center"


def _apart(words: list[tuple[float, str, int, float]]) -> list[tuple[float, str, int]]:
    """(place, side, row) of words (place, side, row, breadth in periods): one that would touch another goes a row up."""
    taken: list[tuple[float, float, int]] = []
    for x, side, level, breadth in words:
        start = x - {"top left": 1.0, "top center": 0.5, "top right": 0.0}[side] * breadth
        while any(row == level and start < right and left < start + breadth for left, right, row in taken):
            level += 1
        taken.append((start, start + breadth, level))
    return [(x, side, row) for (x, side, *_), (*_, row) in zip(words, taken, strict=True)]


def _gaps(chart: Trend, covered: set[int]) -> list[tuple[int, int, str]]:
    """Stretches where some line has no number that `covered` does not already explain, each reason once for all lines."""
    found: list[tuple[int, int, str]] = []
    lines = [line.marks for line in chart.lines if line.role != "muted"]
    missing = [{m.value.text for m in at if number(m.value) is None} for at in zip(*lines, strict=True)]
    for word in dict.fromkeys(text for texts in missing for text in sorted(texts)):
        here = [i for i, texts in enumerate(missing) if word in texts and i not in covered]
        for _, run in groupby(enumerate(here), key=lambda pair: pair[1] - pair[0]):
            places = [place for _, place in run]
            found.append((places[0], places[-1], word))
    return found
