"""Charts of a Board as native charts of a slide, which people can edit: same series, labels, axis and order."""

from __future__ import annotations

from itertools import islice, pairwise

from pptx.chart.chart import Chart as Native
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import Slide
from pptx.util import Inches, Pt

from board.model import Axis, Bars, Chart, Dots, Funnel, Mark, State, Trend, Waterfall
from board.text import t
from packs.sheet_formats import inert, number_format
from packs.slide_marks import OPEN, banded, dot, dotted, errors, labelled, leave_out, spread
from packs.slide_names import sides
from packs.slide_parts import SIZE, colour, dark, ink, plain
from packs.states import open_to_all, own_number, said
from packs.strands import SIGNS, doubling, extras, stretches

_PLOT = (0.87, 0.72)  # of the chart's width and height


def draw(page: Slide, chart: Chart, box: tuple[float, float, float, float], language: str) -> None:
    """Puts the chart into a box of inches. TypeError for a kind without a native equivalent."""
    match chart:
        case Trend():
            kind, data = XL_CHART_TYPE.LINE_MARKERS, _lines(chart, language)
        case Bars():
            kind, data = XL_CHART_TYPE.COLUMN_CLUSTERED, _marks(chart, language)
        case Dots():
            kind, data = XL_CHART_TYPE.LINE_MARKERS, _marks(chart, language)
        case Waterfall():
            kind, data = XL_CHART_TYPE.COLUMN_STACKED, _marks(chart, language)
        case Funnel():
            kind, data = XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, _cloud(chart, language)
        case _:
            raise TypeError(chart.kind)
    frame = page.shapes.add_chart(kind, *(Inches(part) for part in box), data)
    frame._element.xpath(".//p:cNvPr")[0].set("descr", plain(chart.head.alt or chart.head.title))
    _common(frame.chart, chart)
    if isinstance(chart, Funnel):
        return _funnel(frame.chart, chart, (box[2] * _PLOT[0], box[3] * _PLOT[1]))
    shape = {Trend: _trend, Bars: _bars, Dots: _dots, Waterfall: _waterfall}[type(chart)]
    shape(frame.chart, chart, language)


def _lines(chart: Trend, language: str) -> CategoryChartData:
    """Each line in its stretches, then limits and events."""
    data = CategoryChartData(number_format=number_format(chart))
    data.categories = [inert(period) for period in chart.periods]
    for line in chart.lines:
        for marks in stretches(line):
            data.add_series(inert(line.name), [open_to_all(mark.value).number for mark in marks])
    for extra in extras(chart, language):
        data.add_series(extra.name, extra.numbers)
    return data


def _marks(chart: Bars | Dots | Waterfall, language: str) -> CategoryChartData:
    """One series, below it the base of what hangs or the spread of peers; what has no number says why by its name."""
    data = CategoryChartData(number_format=number_format(chart))
    names = [_name(mark, language) for mark in chart.marks]
    groups = chart.groups if isinstance(chart, Bars) else ()
    if groups and sum(many for _, many in groups) == len(names):
        rest = iter(names)
        for group, many in groups:
            over = data.add_category(inert(group))
            for name in islice(rest, many):
                over.add_sub_category(name)
    else:
        data.categories = names
    if isinstance(chart, Waterfall):
        data.add_series(t(language, "paper.base"), chart.bases)
    if isinstance(chart, Dots) and any(chart.peers):
        data.add_series(t(language, "paper.peers"), [sum(ends) / 2 if ends else None for ends in chart.peers])
    data.add_series(inert(chart.axis.title or chart.head.subtitle), [own_number(mark.value) for mark in chart.marks])
    return data


def _name(mark: Mark, language: str) -> str:
    known = own_number(mark.value) is not None
    return inert(mark.label if known else f"{mark.label} {said(mark.value, language)}")


def _cloud(chart: Funnel, language: str) -> XyChartData:
    """The centre, four limits, the counted ones within the limits, and those beyond them."""
    data = XyChartData(number_format=number_format(chart))
    centre = data.add_series(t(language, "paper.average"))
    # LibreOffice draws no line if another series has more points than the first one.
    places = [limit[0] for limit in chart.limits] + [part.x for part in chart.bins] + [size for _, size, _ in _placed(chart)]
    for x in (chart.x_axis.low, *sorted(places), chart.x_axis.high):
        centre.add_data_point(x, chart.centre)
    names = [t(language, f"paper.{key}") for key in ("limit998", "limit998", "limit95", "limit95")]
    for name, at in zip(names, (3, 4, 1, 2), strict=True):
        series = data.add_series(name)
        for limit in chart.limits:
            if chart.axis.low <= limit[at] <= chart.axis.high:
                series.add_data_point(limit[0], limit[at])
    within = data.add_series(inert(chart.bin_text))
    for part in chart.bins:
        within.add_data_point(part.x, part.y)
    beyond = data.add_series(t(language, "paper.beyond"))
    for _, size, number in _placed(chart):
        beyond.add_data_point(size, number)
    return data


def _placed(chart: Funnel) -> list[tuple[Mark, float, float]]:
    pairs = [(mark, size, open_to_all(mark.value).number) for mark, size in zip(chart.marks, chart.sizes, strict=True)]
    return [(mark, size, number) for mark, size, number in pairs if number is not None]


def _common(native: Native, chart: Chart) -> None:
    native.has_title, native.font.size = False, Pt(SIZE)
    _scaled(native.value_axis, chart.axis)
    native.value_axis.tick_labels.number_format = number_format(chart)
    native.value_axis.tick_labels.number_format_is_linked = False
    native.value_axis.major_gridlines.format.line.color.rgb = colour("grid")
    native.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW  # below what is less than nought
    native.category_axis.tick_labels.font.size = Pt(SIZE)
    native.category_axis._element.find(f"{qn('c:txPr')}/{qn('a:bodyPr')}").set("rot", "0")  # long names fold, none leans
    for axis in (native.category_axis, native.value_axis):
        axis.format.line.color.rgb = colour("rule")
    if chart.axis.title:
        native.value_axis.has_title = True
        native.value_axis.axis_title.text_frame.text = plain(chart.axis.title)
        native.value_axis.axis_title.text_frame.paragraphs[0].runs[0].font.size = Pt(SIZE)
    native.has_legend = isinstance(chart, Trend | Funnel)
    if native.has_legend:
        native.legend.position, native.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False


def _scaled(native, axis: Axis) -> None:
    native.minimum_scale, native.maximum_scale = axis.low, axis.high
    at = [place for place, _ in axis.ticks]
    if len(at) > 1:
        native.major_unit = round(min(b - a for a, b in pairwise(at)), 9)


def _trend(native: Native, chart: Trend, language: str) -> None:
    drawn, unnamed = iter(enumerate(native.plots[0].series)), []
    for line in chart.lines:
        for k, marks in enumerate(stretches(line)):
            i, series = next(drawn)
            unnamed += [i] if k else []
            series.smooth = False
            series.format.line.color.rgb, series.format.line.width = colour(line.role), Pt(3 if line.strong else 2)
            if line.role == "muted":  # a target is a line and no measurement
                series.marker.style, series.format.line.dash_style = XL_MARKER_STYLE.NONE, MSO_LINE.DASH
            else:
                dotted(series, marks, line.role)
            _signed(series, marks)
            if line.banded:
                spread(series, [mark.value for mark in marks], line.role)
    for extra in extras(chart, language):
        i, series = next(drawn)
        series.smooth, series.marker.style = False, XL_MARKER_STYLE.NONE
        unnamed += [] if extra.named else [i]
        if extra.signs:
            _events(series, extra.signs, chart.axis.high - chart.axis.low)
            continue
        series.format.line.color.rgb, series.format.line.width = colour("soft"), Pt(1)
        series.format.line.dash_style = MSO_LINE.DASH if extra.dashed else MSO_LINE.SOLID
    leave_out(native, unnamed)


def _events(series, signs: tuple[str, ...], high: float) -> None:
    """A sign at the top of a period, and a dotted line down from there."""
    series.format.line.fill.background()
    for i, sign in enumerate(signs):
        if sign:
            labelled(series.points[i], sign, XL_LABEL_POSITION.RIGHT, ink("soft"))
    errors(series, f"<c:errBarType val='minus'/><c:errValType val='fixedVal'/><c:noEndCap val='1'/><c:val val='{high!r}'/>",
            "<a:ln w='9525'>", "<a:prstDash val='sysDot'/>", "soft")  # fmt: skip


def _signed(series, marks: tuple[Mark, ...]) -> None:
    """The sign of a mark beyond chance stands above it."""
    for i, mark in enumerate(marks):
        if mark.role in SIGNS and open_to_all(mark.value).number is not None:
            labelled(series.points[i], SIGNS[mark.role], XL_LABEL_POSITION.ABOVE, ink(mark.role))


def _bars(native: Native, chart: Bars, _: str) -> None:
    values = [mark.value for mark in chart.marks]
    if all(open_to_all(value).low is None for value in values):
        _filled(native, 0, chart, XL_LABEL_POSITION.OUTSIDE_END)
        return
    _filled(native, 0, chart, XL_LABEL_POSITION.INSIDE_BASE)  # off the intervals
    _inked(native.plots[0].series[0], len(values), XL_LABEL_POSITION.INSIDE_BASE)
    spread(native.plots[0].series[0], values, "ink", upright=False)


def _waterfall(native: Native, chart: Waterfall, _: str) -> None:
    """What a column says stands in it, what hangs says it below: it may be too low to hold it."""
    _filled(native, 1, chart, XL_LABEL_POSITION.INSIDE_END)
    plot = native.plots[0]
    plot.overlap, (base, shown) = 100, plot.series
    base.format.fill.background()
    base.format.line.fill.background()
    shown.data_labels.show_value = False
    for i, (mark, low) in enumerate(zip(chart.marks, chart.bases, strict=True)):
        shade = colour("card" if not low and dark(shown.points[i].format.fill.fore_color.rgb) else "ink")
        labelled((base if low else shown).points[i], mark.value.text, XL_LABEL_POSITION.INSIDE_END, shade)


def _inked(series, count: int, position: XL_LABEL_POSITION) -> None:
    """Numbers within columns, light on dark."""
    for point in (series.points[i] for i in range(count)):
        point.data_label.font.color.rgb = colour("card" if dark(point.format.fill.fore_color.rgb) else "ink")
        point.data_label.position = position


def _filled(native: Native, which: int, chart: Bars | Waterfall, position: XL_LABEL_POSITION) -> None:
    """Columns in the colours of their marks, open where a value rests on few, each with its number."""
    plot = native.plots[0]
    plot.gap_width, plot.vary_by_categories = 45, False
    series = plot.series[which]
    series.invert_if_negative, labels = False, series.data_labels
    labels.show_value, labels.position = True, position
    labels.number_format, labels.number_format_is_linked = number_format(chart), False
    for i, mark in enumerate(chart.marks):
        fill = series.points[i].format
        fill.fill.solid()
        fill.fill.fore_color.rgb = colour("card" if mark.value.state is State.HOLLOW else mark.role)
        fill.line.color.rgb = colour(mark.role)


def _dots(native: Native, chart: Dots, language: str) -> None:
    """Dots with numbers and intervals before the spread of peers, upright: an editable chart knows no dots on names."""
    *below, series = native.plots[0].series
    for peers in below:
        peers.format.line.fill.background()
        peers.marker.style = XL_MARKER_STYLE.NONE
        banded(peers, chart.peers)
    series.format.line.fill.background()
    dotted(series, chart.marks, "brand")
    for i, mark in enumerate(chart.marks):
        if own_number(mark.value) is not None:
            if mark.role != "brand":
                look = OPEN.get(mark.value.state, XL_MARKER_STYLE.CIRCLE)
                dot(series.points[i].marker, look, mark.role, mark.value.state in OPEN)
            labelled(series.points[i], said(mark.value, language), XL_LABEL_POSITION.RIGHT, ink(mark.role))
    spread(series, [mark.value for mark in chart.marks], "brand")


def _funnel(native: Native, chart: Funnel, plot: tuple[float, float]) -> None:
    *lines, within, beyond = native.plots[0].series
    looks = [("ink", MSO_LINE.SOLID), *[("chance", MSO_LINE.SOLID)] * 2, *[("chance", MSO_LINE.DASH)] * 2]
    for series, (role, dash) in zip(lines, looks, strict=True):
        series.smooth = False
        series.format.line.color.rgb, series.format.line.width = colour(role), Pt(1.25)
        series.format.line.dash_style = dash
    placed = _placed(chart)  # LibreOffice draws all dots in the colour of the first
    for series, role in ((within, "muted"), (beyond, placed[0][0].role if placed else "brand")):
        series.format.line.fill.background()
        dotted(series, (), role)
    for i, ((mark, *_), side) in enumerate(zip(placed, sides(chart, placed, plot), strict=True)):
        own = beyond.points[i].marker
        dot(own, OPEN.get(mark.value.state, XL_MARKER_STYLE.CIRCLE), mark.role, hollow=mark.value.state in OPEN)
        labelled(beyond.points[i], f"{mark.label[:24]} {mark.value.text}", side, ink(mark.role))
    # Doubling steps: of tens there would be one or two on the whole axis.
    native.category_axis._element.find(qn("c:scaling")).insert(0, parse_xml(f"<c:logBase {nsdecls('c')} val='2'/>"))
    native.category_axis.minimum_scale, native.category_axis.maximum_scale = doubling(chart.x_axis)
    native.category_axis.major_unit, native.category_axis.tick_labels.number_format = 2, "General"
    native.category_axis.tick_labels.number_format_is_linked = False
    native.category_axis.has_major_gridlines, native.category_axis.has_title = False, True
    native.category_axis.axis_title.text_frame.text = plain(chart.x_axis.title)
    leave_out(native, [2, 4])  # each pair of limits is named once
