"""Map: regions as a few filled traces, one per colour class; outlines are joined afterwards.

The outlines are the same at every click, so they travel once by themselves: `regions` makes traces
that only name their regions, `filled` (and its twin in assets/board_map.js) puts the rings in.
"""

from __future__ import annotations

from bisect import bisect_left

from board.model import Map, State
from board.palette import palette
from ui.figures_base import (
    NARROW,
    SIZE,
    blank_axis,
    ground,
    hatch,
    hover,
    layout,
    number,
    plain,
    width,
    words_trace,
)

_HEIGHT = 430
_ROOM = (NARROW + 20, _HEIGHT - 8)  # px across and down that a map has on a phone
_NAMED = 15  # up to so many regions are named on the map itself


def regions(chart: Map, language: str) -> dict:
    """The figure of a Map without outlines; `meta` of a trace names the regions it is made of."""
    plan = layout(_HEIGHT, 4, 4, 4, 4)
    hidden = {"showticklabels": False}
    plan["xaxis"] = blank_axis(0, 1000, **hidden)
    plan["yaxis"] = blank_axis(1000, 0, scaleanchor="x", scaleratio=1, **hidden)
    fills = colours(chart)
    data = [_area(codes, state, step, fills) for (state, step), codes in _classes(chart).items()]
    return {"data": [*data, _targets(chart), *_named(chart)], "layout": plan}


def _classes(chart: Map) -> dict[tuple[State, int], list[str]]:
    """Codes by (state, colour class); class -1 where there is no number."""
    found: dict[tuple[State, int], list[str]] = {}
    for code, mark in zip(chart.codes, chart.marks, strict=True):
        value = number(mark.value)
        step = -1 if value is None else bisect_left(chart.steps, value)
        found.setdefault((mark.value.state, step), []).append(code)
    return found


def colours(chart: Map) -> list[str]:
    """The fills of the colour classes, lowest first, spread over the whole ramp."""
    ramp, classes = palette()["map"]["steps"], len(chart.steps) + 1
    return [ramp[round(i * (len(ramp) - 1) / max(classes - 1, 1))] for i in range(classes)]


def _area(codes: list[str], state: State, step: int, fills: list[str]) -> dict:
    """One trace for all regions of a kind. Hollow regions are striped in their own colour."""
    fill = palette()["map"]["missing"] if step < 0 else fills[step]
    trace = {
        "type": "scatter", "mode": "lines", "x": [], "y": [], "fill": "toself", "hoverinfo": "skip",
        "fillcolor": fill, "line": {"color": ground("card"), "width": 0.8}, "meta": {"codes": codes},
    }  # fmt: skip
    if state is State.HIDDEN:
        return {**trace, "fillpattern": {**hatch(), "bgcolor": fill}}
    if state in (State.HOLLOW, State.MERGED):
        return {**trace, "fillpattern": {**hatch(ground("card")), "bgcolor": fill, "solidity": 0.3}}
    return trace


def _targets(chart: Map) -> dict:
    """Unseen points in the middle of the regions: they carry hover and link."""
    return {
        "type": "scatter", "mode": "markers", "x": [], "y": [], "meta": {"centres": list(chart.codes)},
        "marker": {"size": 18, "opacity": 0}, "hoverinfo": "text",
        "hovertext": [hover(mark) for mark in chart.marks], "customdata": list(range(len(chart.marks))),
    }  # fmt: skip


def _named(chart: Map) -> list[dict]:
    if len(chart.codes) > _NAMED:
        return []
    text = [f"{plain(mark.label)}<br>{plain(mark.value.text)}" for mark in chart.marks]
    font = {"color": ground("ink"), "size": SIZE - 1}
    sizes = [_size((mark.label, mark.value.text)) for mark in chart.marks]
    return [words_trace([], [], text, "", textfont=font, meta={"centres": list(chart.codes), "sizes": sizes})]


def _size(lines: tuple[str, ...]) -> list[int]:
    """Width and height of lines of text on a map, px."""
    return [round(max(width(line, SIZE - 1) for line in lines)) + 4, round(len(lines) * SIZE * 1.25)]


def keys(chart: Map) -> list[tuple[str, str]]:
    """(colour, text) of each colour class, lowest first."""
    return list(zip(colours(chart), chart.legend, strict=True))


def centre(rings: list[list[float]]) -> tuple[float, float]:
    """The middle of the largest ring [x, y, x, y, …] by area; its first corner if it has no area."""
    best = max(rings, key=lambda ring: abs(_moments(ring)[0]))
    area, x, y = _moments(best)
    return (x / (3 * area), y / (3 * area)) if area else (best[0], best[1])


def _moments(ring: list[float]) -> tuple[float, float, float]:
    """Twice the signed area and six times its first moments over x and y, divided by one."""
    points = list(zip(ring[::2], ring[1::2], strict=True))
    area = across = down = 0.0
    for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1], strict=True):
        cross = x0 * y1 - x1 * y0
        area, across, down = area + cross, across + (x0 + x1) * cross, down + (y0 + y1) * cross
    return area, across, down


def filled(figure: dict, outlines: dict) -> dict:
    """The figure with outlines {"aspect": width / height, "regions": {code: [[x, y, x, y, …], …]}} put in.

    Rings lie in 0..1000 downwards and 0..1000 x aspect across. A code without outline is left out.
    """
    plan, known = figure["layout"], outlines["regions"]
    named = [code for trace in figure["data"] for code in trace.get("meta", {}).get("codes", ())]
    x, y = bounds([ring for code in named for ring in known.get(code, ())], outlines["aspect"])
    scale = min(_ROOM[0] / (x[1] - x[0]), _ROOM[1] / (y[1] - y[0]))
    data = [_joined(trace, known, scale) for trace in figure["data"]]
    axes = {"xaxis": {**plan["xaxis"], "range": x}, "yaxis": {**plan["yaxis"], "range": y[::-1]}}
    return {"data": data, "layout": {**plan, **axes}}


def bounds(rings: list[list[float]], aspect: float) -> tuple[list[float], list[float]]:
    """Ranges across and down that hold the rings with a little air; the whole sheet without any."""
    if not rings:
        return [0, 1000 * aspect], [0, 1000]
    x, y = ([v for ring in rings for v in ring[side::2]] for side in (0, 1))
    air = 0.02 * max(max(x) - min(x), max(y) - min(y))
    return [min(x) - air, max(x) + air], [min(y) - air, max(y) + air]


def _joined(trace: dict, known: dict, scale: float) -> dict:
    meta = trace.get("meta", {})
    x: list = []
    y: list = []
    for code in meta.get("codes", ()):
        for ring in known.get(code, ()):
            x += [*ring[::2], ring[0], None]
            y += [*ring[1::2], ring[1], None]
    for code in meta.get("centres", ()):
        at = centre(known[code]) if code in known else (None, None)
        x.append(at[0])
        y.append(at[1])
    if "sizes" in meta:
        free = uncrowded(trace["meta"]["sizes"], x, y, scale)
        return {**trace, "text": [trace["text"][i] for i in free], "x": [x[i] for i in free], "y": [y[i] for i in free]}
    return {**trace, "x": x, "y": y} if meta else trace


def uncrowded(sizes: list[list[int]], x: list, y: list, scale: float) -> list[int]:
    """Which names have room at their places (`scale` px a unit): those left out would lie on an earlier one."""
    taken: list[tuple[float, float, float, float]] = []
    kept = []
    for i, ((wide, tall), across, down) in enumerate(zip(sizes, x, y, strict=True)):
        free = across is not None and all(
            abs(across - a) * scale >= (wide + w) / 2 or abs(down - d) * scale >= (tall + t) / 2
            for a, d, w, t in taken
        )
        if free:
            taken.append((across, down, wide, tall))
            kept.append(i)
    return kept
