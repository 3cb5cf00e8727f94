"""Bars: one upright bar per category, hollow, hatched or replaced by a word where its state says so."""

from __future__ import annotations

from math import ceil

from board.model import Bars, Mark, State
from board.palette import readable
from ui.figures_base import (
    NARROW,
    ROOMY,
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
    tick_room,
    value_axis,
    width,
    wrapped,
)

_HEIGHT, _TOP, RIGHT, _PLOT = 300, 22, 8, 210
_UPRIGHT = 150  # px, the longest upright name
_AIR = 5  # px between two numbers of one height: closer they read as one
_BESIDE = 1.3  # places, the widest number that does not reach the bars next to its own
_WIDER = range(480, 1200, 40)  # px, plots up to a whole screen's: names may lie level there


def bars(chart: Bars, language: str) -> dict:
    """The figure of Bars; categories stand at 0, 1, 2…"""
    beside, roomy = tick_room(chart.axis) + RIGHT, drawn(chart, ROOMY)
    if roomy["layout"]["xaxis"]["tickangle"]:
        wider = ((room, drawn(chart, room)) for room in _WIDER)
        level = next(((room, one) for room, one in wider if not one["layout"]["xaxis"]["tickangle"]), None)
        roomy = both(roomy, level[1], level[0] + beside) if level else roomy
    return both(drawn(chart, NARROW), roomy, ROOMY + beside)


def drawn(chart: Bars, room: float) -> dict:
    """The figure of Bars in a plot of `room` px."""
    n, slot = len(chart.marks), room / max(len(chart.marks), 1)
    labels, slope, depth = _labels(chart, slot)
    bottom = int(depth) + 10 + (20 if chart.groups else 0)
    plan = layout(max(_HEIGHT, _PLOT + bottom), tick_room(chart.axis), RIGHT, bottom, _TOP)
    plan["xaxis"] = blank_axis(
        -0.6, n - 0.4, tickvals=list(range(n)), ticktext=labels, showline=True, linecolor=ground("rule"), **slope
    )
    plan["yaxis"] = value_axis(chart.axis)
    plan["bargap"] = 0.32
    plan["annotations"], plan["shapes"] = _groups(chart, int(depth) + 8, slot)
    return {"data": [t for t in (_solid(chart, slot), _reasons(chart)) if t["x"]], "layout": plan}


def _labels(chart: Bars, slot: float) -> tuple[list[str], dict, float]:
    """(names, their slope, px below the axis): level on a few lines; where they were cut there, short ones or upright.

    Chinese breaks anywhere and reads downwards too, so it takes more lines before it lies on its side.
    Of upright names so many are left out that the rest do not touch on a phone.
    """
    east = all(width(mark.label) > len(mark.label) * SIZE * 0.9 for mark in chart.marks)
    gap, lines = (6, 7) if east else (4, 5 if slot >= SIZE * 3.3 else 3)
    level = [wrapped(mark.label, max(slot - gap, SIZE), lines) for mark in chart.marks]
    whole = not any(label.endswith("…") for label in level)
    if whole and all(width(part) <= slot for label in level for part in label.split("<br>")):
        return level, {"tickangle": 0}, max((label.count("<br>") + 1 for label in level), default=1) * SIZE * 1.3
    if chart.short:
        step = max(1, ceil(max(map(width, chart.short)) * 1.3 / slot))
        return [name if i % step == 0 else "" for i, name in enumerate(chart.short)], {"tickangle": 0}, SIZE * 1.3
    step, lines = max(1, ceil(SIZE * 1.25 / slot)), 2 if slot >= SIZE * 2.7 else 1
    upright = [wrapped(mark.label, _UPRIGHT, lines) if i % step == 0 else "" for i, mark in enumerate(chart.marks)]
    return upright, {"tickangle": -90}, max(width(part) for label in upright for part in label.split("<br>")) + 4


def _drawn(mark: Mark) -> bool:
    return number(mark.value) is not None and mark.value.state is not State.MERGED


def _solid(chart: Bars, slot: float) -> dict:
    """The bars that have a number of their own, with it above them where there is room."""
    rows = [(i, mark) for i, mark in enumerate(chart.marks) if _drawn(mark)]
    said = _said(rows, slot, SIZE / _PLOT * (chart.axis.high - chart.axis.low))
    # What is within chance stays in the background: the grey of lines, not that of words.
    colours = [role("muted" if mark.role == "chance" else mark.role) for _, mark in rows]
    hollow = [mark.value.state is State.HOLLOW for _, mark in rows]
    return {
        "type": "bar", "x": [i for i, _ in rows], "y": [number(mark.value) for _, mark in rows],
        "marker": {
            "color": [ground("card") if open_ else c for c, open_ in zip(colours, hollow, strict=True)],
            "line": {"color": colours, "width": [1.8 if open_ else 0 for open_ in hollow]},
        },
        "text": [plain(mark.value.text) if i in said else "" for i, mark in rows],
        "textposition": "outside", "textangle": 0, "constraintext": "none", "cliponaxis": False,
        "textfont": {"color": [readable(c) for c in colours], "size": SIZE},
        "customdata": [i for i, _ in rows], "hoverinfo": "text",
        "hovertext": [hover(mark) for _, mark in rows],
    }  # fmt: skip


def _said(rows: list[tuple[int, Mark]], slot: float, line: float) -> set[int]:
    """Places whose value is written: all if they fit, else signals and the ends, then what has room.

    `line`: the height of a line of text as a value. Beside a bar that much higher or lower a number has the gaps too.
    """
    if all(width(mark.value.text) <= slot - _AIR for _, mark in rows):
        return {i for i, _ in rows}
    ranked = sorted(rows, key=lambda row: number(row[1].value))
    ends = [row for row in ranked if row[1].role != "chance"] or ranked
    chosen = [row for row in rows if row[1].role in ("better", "worse")] + ends[-1:] + ends[:1]
    chosen += [row for row in ranked[:1] if number(row[1].value) < 0]
    chosen += [row for row in reversed(ranked) if row[1].role != "chance"]
    said: dict[int, float] = {}
    for i, mark in chosen:
        reach, height = (width(mark.value.text) + _AIR) / slot, number(mark.value)
        apart = all(
            abs(i - other) >= (1 if reach < _BESIDE and abs(height - top) > line else reach) for other, top in said.items()
        )
        if i + 0.8 >= reach / 2 and apart:
            said[i] = height
    return set(said)


def _reasons(chart: Bars) -> dict:
    """Places with a reason instead of a number: the word upright, on a hatch if protected."""
    rows = [(i, mark) for i, mark in enumerate(chart.marks) if not _drawn(mark)]
    states = [mark.value.state for _, mark in rows]
    grounds = {State.HIDDEN: ground("shade"), State.NOT_DUE: ground("shade")}
    return {
        "type": "bar", "x": [i for i, _ in rows], "base": chart.axis.low,
        "y": [chart.axis.high - chart.axis.low] * len(rows),
        "marker": {
            "color": [grounds.get(state, ground("card")) for state in states], "line": {"width": 0},
            "pattern": {**hatch(), "shape": ["/" if state is State.HIDDEN else "" for state in states]},
        },
        "text": [plain(mark.value.text) for _, mark in rows], "textposition": "inside", "textangle": -90,
        "insidetextanchor": "start", "constraintext": "none",
        "textfont": {"color": ground("soft"), "size": SIZE},
        "customdata": [i for i, _ in rows], "hoverinfo": "text",
        "hovertext": [hover(mark) for _, mark in rows],
    }  # fmt: skip


def _groups(chart: Bars, below: int, slot: float) -> tuple[list[dict], list[dict]]:
    """Words under runs of neighbours, where they fit, and thin rules between the runs."""
    words, rules, at, free = [], [], 0, -1.0
    for text, count in chart.groups:
        middle, half = at + (count - 1) / 2, width(text) / 2 / slot
        fits = half * 2 <= count * 1.4 and middle - half > free
        free = middle + half + 0.5 * SIZE / slot if fits else free
        words.append({
            "text": plain(text) if fits else "", "showarrow": False,
            "xref": "x", "yref": "paper", "x": middle, "y": 0, "yshift": -below,
            "yanchor": "top", "font": {"size": SIZE, "color": ground("ink")},
        })  # fmt: skip
        if at:
            rules.append({
                "type": "line", "xref": "x", "yref": "paper", "x0": at - 0.5, "x1": at - 0.5,
                "y0": 0, "y1": 1, "layer": "below",
                "line": {"color": ground("rule"), "width": 1, "dash": "dot"},
            })  # fmt: skip
        at += count
    return words, rules
