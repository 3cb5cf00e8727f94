"""The charts of one class: its four aspects against like classes, and its cadre levels."""

from __future__ import annotations

from dataclasses import replace

from board.charts.common import n_text
from board.charts.dots import dots, spread_finding
from board.charts.levels import level_marks
from board.formats import number
from board.model import Dots, Head, Mark
from board.rows import Row
from board.text import t
from board.tiles import answered
from board.values import interval, metric_value
from data.metrics import metrics
from queries.scope import Scope
from queries.warehouse import Catalogue

DIMENSIONS = ("design_rate", "implementation_rate", "management_rate", "effect_rate")
_SHARED_ID = "EVA-03"
_BY_LEVEL = ("very_satisfied_rate", "satisfaction_rate", "attendance_rate", "completion_rate")


def dimension_dots(this: Row, peers: dict[str, Row], scope: Scope) -> Dots | None:
    """Design, implementation, management, effect; grey behind them the middle half of like classes."""
    lang = scope.language
    marks = tuple(
        Mark(metrics()[k].word[lang], metric_value(this, k, scope), "worse" if below(this, k, peers) else "brand")
        for k in DIMENSIONS
    )
    spans = tuple((peers[k]["low"], peers[k]["high"]) if k in peers else None for k in DIMENSIONS)
    counts = [this.get(metrics()[k].count) for k in DIMENSIONS]
    fewest = min((n for n in counts if n is not None and n > 0), default=counts[0])  # not every form asks about all four
    drawn = dots(
        marks, DIMENSIONS[0], "one_class", scope, chart_id="dimensions", finding=_finding(marks, spans, scope),
        about="", foot=n_text(fewest, scope), peers=spans,
        answered=answered(this, DIMENSIONS[0], scope),
    )  # fmt: skip
    return shared_axis(replace(drawn, head=_of_all_four(drawn.head, lang)), lang) if drawn else None


def shared_axis(drawn: Dots, language: str) -> Dots:
    """The chart with an axis that is not called by the first of its metrics."""
    return replace(drawn, axis=replace(drawn.axis, title=t(language, "one_class.axis_share")))


def _of_all_four(head: Head, language: str) -> Head:
    """The chart holds four metrics, so its words name what they share instead of the first."""
    subtitle = t(language, "board.subtitle_dimensions")
    foot = head.foot.replace(metrics()[DIMENSIONS[0]].id, _SHARED_ID)
    return replace(head, subtitle=subtitle, foot=foot, alt=head.alt.replace(head.subtitle, subtitle))


def class_level_dots(levels: dict[str, Row], scope: Scope, known: Catalogue) -> Dots | None:
    """Cadre levels in this class on the first metric that at least one level may show."""
    for key in _BY_LEVEL:
        marks = level_marks({c: r for c, r in levels.items() if c != "*"}, key, scope, known)
        if any(m.value.number is not None for m in marks):
            label = metrics()[key].label[scope.language]
            finding = t(scope.language, "board.about_metric", metric=label, finding=spread_finding(marks, scope))
            foot = n_text(levels.get("*", {}).get(metrics()[key].count), scope)
            return dots(
                marks, key, "one_class_by_level", scope, chart_id="class_levels", finding=finding,
                about=t(scope.language, "board.about_levels"), foot=foot,
                answered=answered(levels.get("*"), key, scope),
            )  # fmt: skip
    return None


def below(this: Row, key: str, peers: dict[str, Row]) -> bool:
    """Whether the class's whole interval lies below the middle half of like classes."""
    peer, value = peers.get(key), this.get(key)
    return (
        bool(peer) and value == value and value is not None and value < peer["low"] and _upper(this, key) < peer["low"]
    )


def _upper(this: Row, key: str) -> float:
    metric = metrics()[key]
    high = interval(metric, float(this[key]), int(this[metric.count]))[1]
    return float(this[key]) if high is None else high


def _finding(marks: tuple[Mark, ...], spans: tuple, scope: Scope) -> str:
    if not any(spans):
        return t(scope.language, "board.dimensions_alone")
    low = [m for m in marks if m.role == "worse"]
    joined = t(scope.language, "board.comma").join(m.label for m in low)
    return t(scope.language, "board.dimensions_low" if low else "board.dimensions_even", names=joined)


def peer_words(key: str, peers: dict[str, Row], scope: Scope) -> str:
    """同类中间一半 88–94%, or nothing without enough like classes."""
    if key not in peers:
        return ""
    unit, lang = metrics()[key].unit, scope.language
    low, high = (number(float(peers[key][end]), unit, lang) for end in ("low", "high"))
    return t(lang, "board.peers", span=t(lang, "board.span", low=low, high=high))
