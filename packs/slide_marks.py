"""Marks of native charts: dots, open ones, names beside them, intervals, what the key leaves out."""

from __future__ import annotations

from pptx.chart.chart import Chart as Native
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from board.model import Mark, State, Value
from packs.slide_parts import SIZE, colour, plain
from packs.states import open_to_all

_BROAD = 12 * 12700  # 12 points
OPEN = {State.HOLLOW: XL_MARKER_STYLE.CIRCLE, State.MERGED: XL_MARKER_STYLE.DIAMOND}


def labelled(point, text: str, position: XL_LABEL_POSITION, shade: RGBColor) -> None:
    """Words beside a point."""
    label = point.data_label
    label.text_frame.text = plain(text)
    font = label.text_frame.paragraphs[0].runs[0].font
    font.size, font.color.rgb = Pt(SIZE), shade
    label.position = position


def leave_out(native: Native, which: list[int]) -> None:
    """Series that the key does not name."""
    at = native._chartSpace.find(f".//{qn('c:legend')}/{qn('c:legendPos')}")
    for i in reversed(which):
        at.addnext(parse_xml(f"<c:legendEntry {nsdecls('c')}><c:idx val='{i}'/><c:delete val='1'/></c:legendEntry>"))


def dotted(series, marks: tuple[Mark, ...], role: str) -> None:
    """Dots of one colour, open ones where a value rests on few or belongs to a larger group."""
    dot(series.marker, XL_MARKER_STYLE.CIRCLE, role)
    for i, mark in enumerate(marks):
        if mark.value.state in OPEN:
            dot(series.points[i].marker, OPEN[mark.value.state], role, hollow=True)


def dot(marker, style: XL_MARKER_STYLE, role: str, hollow: bool = False) -> None:
    """How one dot, or all of a series, look."""
    marker.style, marker.size = style, 8
    for part, shade in ((marker.format.fill, "card" if hollow else role), (marker.format.line.fill, role)):
        part.solid()
        part.fore_color.rgb = colour(shade)


def spread(series, values: list[Value], role: str, upright: bool = True) -> None:
    """Intervals as error bars of the series."""
    shown = [open_to_all(value) for value in values]
    if any(value.low is not None for value in shown):
        up, down = [_reach(v, v.high) for v in shown], [_reach(v, v.low) for v in shown]
        _reaching(series, up, down, "<a:ln w='19050'>", role, upright)


def banded(series, peers: tuple[tuple[float, float] | None, ...]) -> None:
    """The spread of the peers of each mark as a broad line about its middle."""
    half = [(ends[1] - ends[0]) / 2 if ends else 0.0 for ends in peers]
    _reaching(series, half, half, f"<a:ln w='{_BROAD}' cap='flat'>", "rule")


def _reaching(series, up: list[float], down: list[float], line: str, role: str, upright: bool = True) -> None:
    ends = {"plus": up, "minus": down}
    sides = "".join(
        f"<c:{side}><c:numLit><c:formatCode>General</c:formatCode><c:ptCount val='{len(reach)}'/>"
        + "".join(f"<c:pt idx='{i}'><c:v>{x!r}</c:v></c:pt>" for i, x in enumerate(reach))
        + f"</c:numLit></c:{side}>"
        for side, reach in ends.items()
    )
    errors(series, f"<c:errBarType val='both'/><c:errValType val='cust'/><c:noEndCap val='1'/>{sides}",
           line, "", role, upright)  # fmt: skip


def errors(series, kind: str, line: str, dash: str, role: str, upright: bool = True) -> None:
    """The library has no error bars of its own; those of columns have no direction."""
    way = "<c:errDir val='y'/>" if upright else ""
    series._element.find(qn("c:cat")).addprevious(parse_xml(
        f"<c:errBars {nsdecls('c', 'a')}>{way}{kind}<c:spPr>{line}<a:solidFill>"
        f"<a:srgbClr val='{colour(role)}'/></a:solidFill>{dash}</a:ln></c:spPr></c:errBars>"
    ))  # fmt: skip


def _reach(value: Value, end: float | None) -> float:
    return abs(end - value.number) if end is not None and value.number is not None else 0.0
