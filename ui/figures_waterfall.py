"""A waterfall: bars that begin where the ones before them end, joined by a line at what is left."""

from __future__ import annotations

from board.model import Bars, Waterfall
from ui.figures_bars import RIGHT, drawn
from ui.figures_base import NARROW, ROOMY, both, ground, number, tick_room

_EDGE = 0.34  # half the width of a bar, of the distance between two
_FIRST = -0.9  # where the axis begins: on a phone a number is wider than its bar, and the first is as high as the last tick


def waterfall(chart: Waterfall, language: str) -> dict:
    """The figure of a Waterfall; its bars stand at 0, 1, 2…"""
    return both(_hung(chart, NARROW), _hung(chart, ROOMY), ROOMY + tick_room(chart.axis) + RIGHT)


def _hung(chart: Waterfall, room: float) -> dict:
    made = drawn(Bars(chart.head, chart.axis, chart.marks), room)
    for trace in made["data"]:
        if trace["type"] == "bar":
            trace["base"] = [chart.bases[i] for i in trace["customdata"]]
    made["layout"]["shapes"] = [*made["layout"]["shapes"], *_joints(chart)]
    made["layout"]["xaxis"]["range"] = [_FIRST, made["layout"]["xaxis"]["range"][1]]
    return made


def _joints(chart: Waterfall) -> list[dict]:
    """Between two bars, at what is left after the first: its top if it is a stage, its foot if it is a loss."""
    heights = [number(mark.value) for mark in chart.marks]
    left = [base or height for base, height in zip(chart.bases, heights, strict=True)]
    return [
        {
            "type": "line", "x0": i + _EDGE, "x1": i + 1 - _EDGE, "y0": at, "y1": at,
            "line": {"color": ground("soft"), "width": 1, "dash": "dot"},
        }
        for i, at in enumerate(left[:-1])
        if heights[i] is not None
    ]  # fmt: skip
