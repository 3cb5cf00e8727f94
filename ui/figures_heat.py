"""Heat table: rows x columns coloured by size, with the numbers in the cells where they fit."""

from __future__ import annotations

from board.model import Heat, Mark, State
from board.palette import contrast, palette
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
    width,
    words_trace,
    wrapped,
)

_ROW, _BOTTOM, _RIGHT = 30, 8, 4
_DASH = "–"
_UPRIGHT = 112  # px, the longest line of an upright name
_LEAST = 10  # px, the smallest number in a cell


def heat(chart: Heat, language: str) -> dict:
    """The figure of a Heat; rows from the top, columns from the left, at 0, 1, 2…"""
    return both(_drawn(chart, NARROW + 40), _drawn(chart, ROOMY + 40), ROOMY + 40 + _RIGHT)


def _drawn(chart: Heat, room: float) -> dict:
    """The figure where row names and plot have `room` px."""
    rows, columns = len(chart.rows), len(chart.columns)
    labels = [wrapped(text, SIDE - 6, 3) for text in chart.rows]
    left = int(max((width(part) for label in labels for part in label.split("<br>")), default=0)) + 16
    slot = (room - left) / max(columns, 1)
    heads, slope, level, upright = _heads(chart.columns, slot, room > NARROW + 40)
    tall = max((label.count("<br>") + 1 for label in labels), default=1)
    row = 18 if rows > 16 else max(_ROW, tall * 16 + 4)
    plan = layout(row * max(rows, 1) + upright + _BOTTOM, left, _RIGHT, _BOTTOM, level)
    plan["xaxis"] = blank_axis(-0.5, columns - 0.5, side="top", tickvals=list(range(columns)), ticktext=heads,
                               ticklabelstandoff=4, **slope)
    plan["yaxis"] = blank_axis(
        rows - 0.5, -0.5, tickvals=list(range(rows)), ticktext=labels,
        ticklabelstandoff=8,
        tickfont={"size": SIZE, "color": ground("ink")},
    )  # fmt: skip
    plan["bargap"] = 0
    cells = [(r, c, mark) for r, line in enumerate(chart.cells) for c, mark in enumerate(line)]
    data = [_filled(chart), *_states(chart, cells), _texts(chart, cells, slot - 3)]
    return {"data": [trace for trace in data if trace["x"]], "layout": plan}


def _heads(columns: tuple[str, ...], slot: float, roomy: bool) -> tuple[list[str], dict, int, int]:
    """(names, their slope, px above if level, px above on a phone); of very many every k-th is named.

    Names level on up to three lines if that fits. Else on two, upright where a plot is too narrow.
    """
    heads = [wrapped(text, max(slot - 4, SIZE), 4 if roomy else 3) for text in columns]
    if all(_across(head) <= slot and not (roomy and head.endswith("…")) for head in heads):
        level = _down(heads)
        return heads, {"tickangle": 0}, level, level
    few = slot >= SIZE * 2.7
    step = 1 if few else max(1, -(-SIZE * 4 // 3 // max(int(slot), 1)))
    kept = [
        wrapped(text, _UPRIGHT if few else SIDE, 2 if few else 1) if (len(columns) - 1 - i) % step == 0 else ""
        for i, text in enumerate(columns)
    ]
    longest = int(max(_across(head) for head in kept)) + 12
    if roomy:
        return kept, {"tickangle": -90}, longest, longest
    slope = {"tickangle": None, "autotickangles": [0, -90], "automargin": "height"}
    return kept, slope, _down(kept), longest


def _across(head: str) -> float:
    return max(width(part) for part in head.split("<br>"))


def _down(heads: list[str]) -> int:
    return int(max((head.count("<br>") + 1 for head in heads), default=1) * SIZE * 1.35) + 10


def scale(axis) -> list[tuple[float, str]]:
    """(upper bound, colour) of each colour class of a value axis, lowest first."""
    steps = palette()["map"]["steps"]
    wide = (axis.high - axis.low) / len(steps)
    return [(axis.low + wide * (i + 1), colour) for i, colour in enumerate(steps)]


def shade(axis, value: float) -> str:
    """The colour of a value: the class it falls in."""
    classes = scale(axis)
    return next((colour for bound, colour in classes if value <= bound), classes[-1][1])


def _plain_cell(mark: Mark) -> bool:
    return mark.value.state is State.SHOWN and number(mark.value) is not None


def _filled(chart: Heat) -> dict:
    steps = palette()["map"]["steps"]
    n, columns = len(steps), len(chart.columns)
    stops = [[edge / n, colour] for i, colour in enumerate(steps) for edge in (i, i + 1)]
    return {
        "type": "heatmap", "x": list(range(columns)), "y": list(range(len(chart.rows))),
        "z": [[number(m.value) if _plain_cell(m) else None for m in row] for row in chart.cells],
        "zmin": chart.axis.low, "zmax": chart.axis.high, "colorscale": stops, "showscale": False,
        "xgap": 2, "ygap": 2, "hoverongaps": False, "hoverinfo": "text",
        "customdata": [[r * columns + c for c in range(columns)] for r in range(len(chart.rows))],
        "hovertext": [
            [hover(m, f"{name} {chart.columns[c]}") for c, m in enumerate(row)]
            for name, row in zip(chart.rows, chart.cells, strict=True)
        ],
    }  # fmt: skip


def _states(chart: Heat, cells: list[tuple[int, int, Mark]]) -> list[dict]:
    """Cells that are not plain: an outline for hollow, a hatch for protected, pale ground for the rest."""
    odd = [(r, c, mark) for r, c, mark in cells if not _plain_cell(mark)]
    hollow = [number(m.value) is not None and m.value.state is State.HOLLOW for *_, m in odd]
    hidden = [m.value.state is State.HIDDEN for *_, m in odd]
    missing = palette()["map"]["missing"]
    inset = min(0.005 * len(chart.columns), 0.025)  # columns; a few px at any number of them
    return [{
        "type": "bar", "orientation": "h", "y": [r for r, *_ in odd], "base": [c - 0.5 + inset for _, c, _ in odd],
        "x": [1 - 2 * inset] * len(odd), "width": 0.94, "customdata": [r * len(chart.columns) + c for r, c, _ in odd],
        "marker": {
            "color": [ground("card") if open_ else missing for open_ in hollow],
            "line": {"color": role("level4"), "width": [1.5 if open_ else 0 for open_ in hollow]},
            "pattern": {**hatch(), "bgcolor": missing, "shape": ["/" if shut else "" for shut in hidden]},
        },
        "hoverinfo": "text",
        "hovertext": [hover(m, f"{chart.rows[r]} {chart.columns[c]}") for r, c, m in odd],
    }]  # fmt: skip


def _texts(chart: Heat, cells: list[tuple[int, int, Mark]], room: float) -> dict:
    """Numbers and words in cells with `room` px; too long a word is a dash, too long numbers are left to colour."""
    numbers = [mark.value.text for *_, mark in cells if number(mark.value) is not None]
    most = max((width(text, 1) for text in numbers), default=1)
    size = min(SIZE, int(room / most))
    said = [(r, c, m, _word(m, room, size >= _LEAST)) for r, c, m in cells]
    said = [each for each in said if each[3]]
    return words_trace(
        [c for _, c, *_ in said], [r for r, *_ in said], [plain(text) for *_, text in said],
        "", textfont={"color": [_ink(chart, m) for _, _, m, _ in said], "size": max(size, _LEAST)},
    )  # fmt: skip


def _word(mark: Mark, room: float, fits: bool) -> str:
    """What a cell says: a number if numbers fit, a dash where nothing was recorded or a reason is too long."""
    if number(mark.value) is not None:
        return mark.value.text if fits else ""
    if mark.value.state is State.NO_RECORDS or width(mark.value.text) > room:
        return _DASH
    return mark.value.text


def _ink(chart: Heat, mark: Mark) -> str:
    if not _plain_cell(mark):
        return ground("soft") if number(mark.value) is None else ground("ink")
    back = shade(chart.axis, number(mark.value))
    return max((ground("ink"), ground("card")), key=lambda colour: contrast(colour, back))
