"""Funnel: classes by size and rate; bubbles count those within chance, only outliers are points."""

from __future__ import annotations

from collections.abc import Iterable
from math import log10, sqrt

from board.model import Funnel, Mark, State
from board.palette import readable
from board.text import t
from ui.figures_base import (
    NARROW,
    SIZE,
    ground,
    hover,
    layout,
    number,
    plain,
    role,
    sheer,
    tick_room,
    value_axis,
    width,
    words_trace,
    wrapped,
)

_HEIGHT, _TOP, _BOTTOM = 320, 12, 44
_DOT = 11  # px
_FULL = 23  # classes in a dot of 15 px, where none holds more
_LABELLED = 8  # more names than this are a list, not a picture


def funnel(chart: Funnel, language: str) -> dict:
    """The figure of a Funnel on a logarithmic size axis."""
    plan = layout(_HEIGHT, tick_room(chart.axis), 14, _BOTTOM, _TOP)
    plan["xaxis"] = value_axis(
        chart.x_axis, type="log", range=[log10(chart.x_axis.low), log10(chart.x_axis.high)], showgrid=False,
        showline=True, linecolor=ground("rule"), **_size_ticks(chart),
        title={"text": plain(chart.x_axis.title), "standoff": 6, "font": {"size": SIZE}},
    )  # fmt: skip
    plan["yaxis"] = value_axis(chart.axis)
    data = [*_limits(chart), _bins(chart), _outliers(chart), _named(chart, language)]
    return {"data": [trace for trace in data if trace["x"]], "layout": plan}


def _size_ticks(chart: Funnel) -> dict:
    if chart.x_axis.ticks:
        return {}
    low, high = chart.x_axis.low, chart.x_axis.high
    round_sizes = [m * 10**e for e in range(6) for m in (1, 2, 5)]
    at = [size for size in round_sizes if low <= size <= high]
    return {"tickvals": at, "ticktext": [str(size) for size in at]}


def _limits(chart: Funnel) -> list[dict]:
    """The centre, dashed 95 % limits and solid 99.8 % limits, up to the edge of the plot."""
    x = _short(limit[0] for limit in chart.limits)

    def line(column: int, dash: str, colour: str) -> dict:
        return {
            "type": "scatter", "mode": "lines", "x": x, "y": _short(at[column] for at in chart.limits),
            "hoverinfo": "skip",
            "line": {"color": colour, "width": 1.2, "dash": dash},
        }  # fmt: skip

    soft = role("muted")
    centre = {**line(1, "solid", ground("ink")), "x": x[:1] + x[-1:], "y": [chart.centre] * 2}
    dashed, solid = [line(i, "dash", soft) for i in (1, 2)], [line(i, "solid", soft) for i in (3, 4)]
    return [*dashed, *solid, centre]


def _short(numbers: Iterable[float]) -> list[float]:
    """Far finer than a pixel; all digits would be most of what a click on Classes sends."""
    return [round(number, 4) for number in numbers]


def _bins(chart: Funnel) -> dict:
    """As large as they hold classes; the fullest is the largest, so that a nation's do not all look alike."""
    fullest = max((b.count for b in chart.bins), default=0)
    wide = [3 + 12 * sqrt(b.count / max(fullest, _FULL)) for b in chart.bins]
    return {
        "type": "scatter", "mode": "markers", "x": _short(b.x for b in chart.bins), "y": _short(b.y for b in chart.bins),
        "marker": {
            "size": [round(size, 1) for size in wide],
            "color": sheer(role("muted"), 0.4), "line": {"width": 0}, "opacity": 1,
        },
        "hoverinfo": "skip", "cliponaxis": False,
    }  # fmt: skip


def _outliers(chart: Funnel) -> dict:
    rows = _drawn(chart)
    colours = [role(mark.role) for _, mark in rows]
    hollow = [mark.value.state is State.HOLLOW for _, mark in rows]
    return {
        "type": "scatter", "mode": "markers", "x": [chart.sizes[i] for i, _ in rows],
        "y": [number(mark.value) for _, mark in rows],
        "marker": {
            "size": _DOT, "opacity": 1, "line": {"color": colours, "width": 1.8},
            "color": [ground("card") if open_ else c for c, open_ in zip(colours, hollow, strict=True)],
        },
        "customdata": [i for i, _ in rows], "hoverinfo": "text", "hovertext": _told(chart, rows),
        "cliponaxis": False,
    }  # fmt: skip


def _told(chart: Funnel, rows: list[tuple[int, Mark]]) -> list[str]:
    """What the pointer is told of each: where dots lie on each other it meets but one, which tells of all."""
    there = _together(chart, rows)
    return ["<br>".join(hover(chart.marks[i]) for i in there[_at(chart, row)]) for row in rows]


def _together(chart: Funnel, rows: list[tuple[int, Mark]]) -> dict[tuple[float, str], list[int]]:
    """Marks by where they are read to lie: size and number as written."""
    found: dict[tuple[float, str], list[int]] = {}
    for row in rows:
        found.setdefault(_at(chart, row), []).append(row[0])
    return found


def _at(chart: Funnel, row: tuple[int, Mark]) -> tuple[float, str]:
    return chart.sizes[row[0]], row[1].value.text


def _named(chart: Funnel, language: str) -> dict:
    """Names beside their points, in a trace of their own: an empty text would leave no room for a name at the next click."""
    rows = _drawn(chart)
    said = _names(chart, _heads(chart, rows, language))
    named = [(i, mark) for i, mark in rows if i in said]
    return words_trace(
        [chart.sizes[i] for i, _ in named], [number(mark.value) for _, mark in named],
        [f"<b>{said[i][1]}</b>" for i, _ in named], [readable(role(mark.role)) for _, mark in named],
        textposition=[said[i][0] for i, _ in named],
        mode="markers+text", marker={"size": _DOT, "opacity": 0},  # keeps the words off the point
    )  # fmt: skip


def _drawn(chart: Funnel) -> list[tuple[int, Mark]]:
    return [(i, mark) for i, mark in enumerate(chart.marks) if number(mark.value) is not None]


def _heads(chart: Funnel, rows: list[tuple[int, Mark]], language: str) -> dict[int, str]:
    """What to write beside a dot, by the mark on top: its name, how many more lie there, the number; the farthest first."""
    tops = {there[-1]: len(there) - 1 for there in _together(chart, rows).values()}
    ranked = sorted((row for row in rows if row[0] in tops), key=lambda row: -abs(number(row[1].value) - chart.centre))
    more = {i: t(language, "board.funnel_more", count=tops[i]) if tops[i] else "" for i, _ in ranked}
    return {i: f"{mark.label}{more[i]} {mark.value.text}" for i, mark in ranked[:_LABELLED]}


def _names(chart: Funnel, heads: dict[int, str]) -> dict[int, tuple[str, str]]:
    """(side, name) of the farthest outliers, where they touch none and cross the fewest limits and bins; once more, with
    those first that found no room, where that leaves fewer without a name.

    Places are worked out for a phone; a wider plot only moves points apart.
    """
    spots = [_spot_of(chart, i) for i, _ in _drawn(chart)]
    texts = {i: wrapped(text, NARROW * 0.42, 3) for i, text in heads.items()}
    placed = _placed(chart, texts, spots)
    if left := {i: text for i, text in texts.items() if i not in placed}:
        placed = max(placed, _placed(chart, left | texts, spots), key=len)
    return placed


def _placed(chart: Funnel, texts: dict[int, str], spots: list[tuple[float, float]]) -> dict[int, tuple[str, str]]:
    """(side, name) of those that find room, one after another."""
    quiet, edge, reach = _quiet(chart), _edge(chart), _DOT / 2 + 1
    dots = {(x, y): (x - reach, y - reach, x + reach, y + reach) for x, y in spots}
    names: list[tuple] = []
    placed: dict[int, tuple[str, str]] = {}
    for i, text in texts.items():
        spot = _spot_of(chart, i)
        taken = [*(dot for at, dot in dots.items() if at != spot), *names]
        free = [each for each in _sides(spot, text) if _free(each[1], taken, edge)]
        if place := min(free, key=lambda each: _crossed(each[1], quiet), default=None):
            names.append(place[1])
            placed[i] = (place[0], text)
    return placed


def _edge(chart: Funnel) -> tuple[float, float, float, float]:
    return (0, -8, NARROW - tick_room(chart.axis) - 6, _HEIGHT - _TOP - _BOTTOM)


def _spot(chart: Funnel, size: float, value: float) -> tuple[float, float]:
    """Where a size and a value meet on a phone, px from the top left of the plot."""
    low, high = log10(chart.x_axis.low), log10(chart.x_axis.high)
    across = (log10(size) - low) / (high - low)
    down = (chart.axis.high - value) / (chart.axis.high - chart.axis.low)
    _, _, wide, tall = _edge(chart)
    return across * wide, down * tall


def _spot_of(chart: Funnel, i: int) -> tuple[float, float]:
    return _spot(chart, chart.sizes[i], number(chart.marks[i].value))


def _quiet(chart: Funnel) -> list[tuple[float, float]]:
    """Places of the limits, the centre and the bins: a name may lie there, but better not."""
    lines = [(limit[0], y) for limit in chart.limits for y in (*limit[1:], chart.centre)]
    return [_spot(chart, x, y) for x, y in (*lines, *((b.x, b.y) for b in chart.bins))]


def _crossed(box: tuple[float, float, float, float], quiet: list[tuple[float, float]]) -> int:
    left, top, right, bottom = box
    return sum(left - 4 < x < right + 4 and top - 4 < y < bottom + 4 for x, y in quiet)


def _sides(spot: tuple[float, float], text: str) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Boxes (left, top, right, bottom) a label may fill, best first."""
    parts = text.split("<br>")
    wide, tall = max(width(part) for part in parts) * 1.06, SIZE * 1.35 * len(parts)
    x, y = spot
    return [
        ("middle left", (x - 8 - wide, y - tall / 2, x - 8, y + tall / 2)),
        ("middle right", (x + 8, y - tall / 2, x + 8 + wide, y + tall / 2)),
        ("top center", (x - wide / 2, y - 8 - tall, x + wide / 2, y - 8)),
        ("bottom center", (x - wide / 2, y + 8, x + wide / 2, y + 8 + tall)),
        ("top left", (x - 6 - wide, y - 6 - tall, x - 6, y - 6)),
        ("bottom left", (x - 6 - wide, y + 6, x - 6, y + 6 + tall)),
        ("top right", (x + 6, y - 6 - tall, x + 6 + wide, y - 6)),
        ("bottom right", (x + 6, y + 6, x + 6 + wide, y + 6 + tall)),
    ]


def _free(box: tuple, taken: list[tuple], edge: tuple) -> bool:
    left, top, right, bottom = box
    inside = left >= edge[0] and top >= edge[1] and right <= edge[2] and bottom <= edge[3]
    return inside and all(right <= a or left >= c or bottom <= b or top >= d for a, b, c, d in taken)
