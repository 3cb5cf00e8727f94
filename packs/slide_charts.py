"""Charts of a Board as native charts of a slide, which people can edit: same series, labels, axis and order."""

from __future__ import annotations

from itertools import pairwise

from pptx.chart.chart import Chart as Native
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import Slide
from pptx.util import Inches, Pt

from board.model import Axis, Bars, Chart, Dots, Funnel, Mark, State, Trend, Value
from board.text import t
from packs.sheet_formats import number_format
from packs.slide_parts import colour, plain
from packs.states import open_to_all, said

# What the library's writer of embedded workbooks would turn into a formula or a link.
_COMPUTED = ("=", "{=", "http://", "https://", "ftp://", "ftps://", "mailto:", "internal:", "external:", "file://")

_LIMITS = (("average", "mean"), ("limit_low", "low"), ("limit_high", "high"))  # of a trend: word, part of its limits


def draw(page: Slide, chart: Chart, box: tuple[float, float, float, float], language: str) -> None:
    """Puts the chart into a box of inches. TypeError for a kind without a native equivalent."""
    match chart:
        case Trend():
            kind, data = XL_CHART_TYPE.LINE_MARKERS, _lines(chart, language)
        case Bars():
            kind, data = XL_CHART_TYPE.COLUMN_CLUSTERED, _marks(chart, language)
        case Dots():
            kind, data = XL_CHART_TYPE.LINE_MARKERS, _marks(chart, language)
        case Funnel():
            kind, data = XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, _cloud(chart, language)
        case _:
            raise TypeError(chart.kind)
    frame = page.shapes.add_chart(kind, *(Inches(part) for part in box), data)
    frame._element.xpath(".//p:cNvPr")[0].set("descr", plain(chart.head.alt or chart.head.title))
    _common(frame.chart, chart)
    {Trend: _trend, Bars: _bars, Dots: _dots, Funnel: _funnel}[type(chart)](frame.chart, chart)


def words(text: str) -> str:
    """A name for a cell of the embedded workbook: always text."""
    one_line = plain(text)
    return f" {one_line}" if one_line.lstrip().lower().startswith(_COMPUTED) else one_line


def _lines(chart: Trend, language: str) -> CategoryChartData:
    data = CategoryChartData(number_format=number_format(chart))
    data.categories = [words(period) for period in chart.periods]
    for line in chart.lines:
        data.add_series(words(line.name), [open_to_all(mark.value).number for mark in line.marks])
    for name, end in _LIMITS if chart.limits else ():
        data.add_series(t(language, f"paper.{name}"), _stretched(chart, end))
    return data


def _stretched(chart: Trend, end: str) -> list[float | None]:
    """The limit of each period, nothing where there is none."""
    spans = {i: getattr(part, end) for part in chart.limits for i in range(part.first, part.last + 1)}
    return [spans.get(i) for i in range(len(chart.periods))]


def _marks(chart: Bars | Dots, language: str) -> CategoryChartData:
    """One series; what has no number says why beside its name."""
    data = CategoryChartData(number_format=number_format(chart))
    data.categories = [_name(mark, language) for mark in chart.marks]
    data.add_series(words(chart.axis.title or chart.head.subtitle), [open_to_all(mark.value).number for mark in chart.marks])
    return data


def _name(mark: Mark, language: str) -> str:
    known = open_to_all(mark.value).number is not None
    return words(mark.label if known else f"{mark.label} {said(mark.value, language)}")


def _cloud(chart: Funnel, language: str) -> XyChartData:
    """Four limits, the centre, those beyond the limits, and the counted ones within."""
    data = XyChartData(number_format=number_format(chart))
    names = [t(language, f"paper.{key}") for key in ("limit998", "limit998", "limit95", "limit95")]
    for name, at in zip(names, (3, 4, 1, 2), strict=True):
        series = data.add_series(name)
        for limit in chart.limits:
            if chart.axis.low <= limit[at] <= chart.axis.high:
                series.add_data_point(limit[0], limit[at])
    centre = data.add_series(t(language, "paper.average"))
    for x in (chart.x_axis.low, chart.x_axis.high):
        centre.add_data_point(x, chart.centre)
    within = data.add_series(words(chart.bin_text))
    for part in chart.bins:
        within.add_data_point(part.x, part.y)
    beyond = data.add_series(t(language, "paper.label"))
    for _, size, number in _placed(chart):
        beyond.add_data_point(size, number)
    return data


def _placed(chart: Funnel) -> list[tuple[Mark, float, float]]:
    pairs = [(mark, size, open_to_all(mark.value).number) for mark, size in zip(chart.marks, chart.sizes, strict=True)]
    return [(mark, size, number) for mark, size, number in pairs if number is not None]


def _common(native: Native, chart: Chart) -> None:
    native.has_title, native.font.size = False, Pt(11)
    _scaled(native.value_axis, chart.axis)
    native.value_axis.tick_labels.number_format = number_format(chart)
    native.value_axis.tick_labels.number_format_is_linked = False
    native.value_axis.major_gridlines.format.line.color.rgb = colour("grid")
    for axis in (native.category_axis, native.value_axis):
        axis.format.line.color.rgb = colour("rule")
    if chart.axis.title:
        native.value_axis.has_title = True
        native.value_axis.axis_title.text_frame.text = plain(chart.axis.title)
        native.value_axis.axis_title.text_frame.paragraphs[0].runs[0].font.size = Pt(11)
    native.has_legend = isinstance(chart, Trend | Funnel)
    if native.has_legend:
        native.legend.position, native.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False


def _scaled(native, axis: Axis) -> None:
    native.minimum_scale, native.maximum_scale = axis.low, axis.high
    at = [place for place, _ in axis.ticks]
    if len(at) > 1:
        native.major_unit = round(min(b - a for a, b in pairwise(at)), 9)


def _trend(native: Native, chart: Trend) -> None:
    drawn = list(native.plots[0].series)
    for series, (name, _) in zip(drawn[len(chart.lines) :], _LIMITS, strict=False):
        series.smooth, series.marker.style = False, XL_MARKER_STYLE.NONE
        series.format.line.color.rgb, series.format.line.width = colour("soft"), Pt(1)
        series.format.line.dash_style = MSO_LINE.SOLID if name == "average" else MSO_LINE.DASH
    for series, line in zip(drawn, chart.lines, strict=False):
        series.smooth = False
        series.format.line.color.rgb, series.format.line.width = colour(line.role), Pt(3 if line.strong else 2)
        _dotted(series, line.marks, line.role)
        if line.banded:
            _spread(series, [mark.value for mark in line.marks], line.role)


def _bars(native: Native, chart: Bars) -> None:
    plot = native.plots[0]
    plot.gap_width, plot.vary_by_categories, plot.has_data_labels = 45, False, True
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = number_format(chart), False
    plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    series = plot.series[0]
    series.invert_if_negative = False
    for i, mark in enumerate(chart.marks):
        fill = series.points[i].format
        fill.fill.solid()
        fill.fill.fore_color.rgb = colour("card" if mark.value.state is State.HOLLOW else mark.role)
        fill.line.color.rgb = colour(mark.role)


def _dots(native: Native, chart: Dots) -> None:
    """Dots with their intervals, upright: an editable chart knows no dots on names."""
    series = native.plots[0].series[0]
    series.format.line.fill.background()
    _dotted(series, chart.marks, "brand")
    _spread(series, [mark.value for mark in chart.marks], "brand")


def _dotted(series, marks: tuple[Mark, ...], role: str) -> None:
    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 8
    for part in (series.marker.format.fill, series.marker.format.line.fill):
        part.solid()
        part.fore_color.rgb = colour(role)
    for i, mark in enumerate(marks):
        if mark.value.state is State.HOLLOW:
            hollow = series.points[i].marker
            hollow.style, hollow.size = XL_MARKER_STYLE.CIRCLE, 8
            hollow.format.fill.solid()
            hollow.format.fill.fore_color.rgb = colour("card")
            hollow.format.line.color.rgb = colour(role)


def _spread(series, values: list[Value], role: str) -> None:
    """Intervals as error bars of the series; the library has none of its own."""
    shown = [open_to_all(value) for value in values]
    if not any(value.low is not None for value in shown):
        return
    ends = {"plus": [_reach(v, v.high) for v in shown], "minus": [_reach(v, v.low) for v in shown]}
    sides = "".join(
        f"<c:{side}><c:numLit><c:formatCode>General</c:formatCode><c:ptCount val='{len(reach)}'/>"
        + "".join(f"<c:pt idx='{i}'><c:v>{x!r}</c:v></c:pt>" for i, x in enumerate(reach))
        + f"</c:numLit></c:{side}>"
        for side, reach in ends.items()
    )
    bars = parse_xml(
        f"<c:errBars {nsdecls('c', 'a')}><c:errDir val='y'/><c:errBarType val='both'/><c:errValType val='cust'/>"
        f"<c:noEndCap val='1'/>{sides}<c:spPr><a:ln w='19050'><a:solidFill><a:srgbClr val='{colour(role)}'/></a:solidFill>"
        "</a:ln></c:spPr></c:errBars>"
    )
    series._element.find(qn("c:cat")).addprevious(bars)


def _reach(value: Value, end: float | None) -> float:
    return abs(end - value.number) if end is not None and value.number is not None else 0.0


def _funnel(native: Native, chart: Funnel) -> None:
    *lines, within, beyond = native.plots[0].series
    looks = [("worse", MSO_LINE.ROUND_DOT)] * 2 + [("muted", MSO_LINE.DASH)] * 2 + [("ink", MSO_LINE.SOLID)]
    for series, (role, dash) in zip(lines, looks, strict=True):
        series.smooth = False
        series.format.line.color.rgb, series.format.line.width = colour(role), Pt(1.25)
        series.format.line.dash_style = dash
    for series, role in ((within, "muted"), (beyond, "brand")):
        series.format.line.fill.background()
        _dotted(series, (), role)
    for i, (mark, _, _) in enumerate(_placed(chart)):
        label = beyond.points[i].data_label
        label.text_frame.text = plain(mark.label)[:24]
        label.text_frame.paragraphs[0].runs[0].font.size = Pt(9)
        label.position = XL_LABEL_POSITION.RIGHT
    native.category_axis._element.find(qn("c:scaling")).insert(0, parse_xml(f"<c:logBase {nsdecls('c')} val='10'/>"))
    native.category_axis.minimum_scale, native.category_axis.maximum_scale = chart.x_axis.low, chart.x_axis.high
    native.category_axis.has_major_gridlines, native.category_axis.has_title = False, True
    native.category_axis.axis_title.text_frame.text = plain(chart.x_axis.title)
    at = native._chartSpace.find(f".//{qn('c:legend')}/{qn('c:legendPos')}")
    for i in (3, 1):  # each pair of limits is named once
        at.addnext(parse_xml(f"<c:legendEntry {nsdecls('c')}><c:idx val='{i}'/><c:delete val='1'/></c:legendEntry>"))
