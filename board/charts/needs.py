"""Asked against taught: the gap of each topic, of each level, what stays unanswered, and what is used of each topic."""

from __future__ import annotations

from board import levels
from board.charts.common import axis, head, n_text
from board.charts.dots import dots, spread_finding
from board.formats import size
from board.grading import unheard
from board.model import Bars, Dots, Link, Mark
from board.rows import Row
from board.text import t
from board.values import metric_value
from data.metrics import metrics
from queries.scope import Scope
from queries.warehouse import Catalogue

Topics = dict[str, Row]


def topic_name(code: str, scope: Scope, known: Catalogue) -> str:
    """The topic's word, without quotation marks of its own: it is quoted where it is said."""
    entry = known.lists["topics"].get(code)
    return entry.name(scope.language).strip("“”") if entry else code


def gap_bars(topics: Topics, scope: Scope, known: Catalogue) -> Bars | None:
    """Topics from the most asked for beyond what is taught to the most taught beyond what is asked for."""
    found = [(metric_value(row, "topic_gap", scope), code) for code, row in topics.items() if code != "*"]
    drawn = sorted((pair for pair in found if pair[0].number is not None), key=lambda pair: -pair[0].number)
    if not drawn:
        return None
    marks = tuple(Mark(topic_name(c, scope, known), v, "brand" if v.number > 0 else "chance") for v, c in drawn)
    words = head(
        "topic_gap", "topic_gap", "needs_by_topic", gap_finding(topics, scope, known), scope,
        about=t(scope.language, "needs.about_gap"), foot=_foot(topics, "compared_needs", scope), marks=marks,
    )  # fmt: skip
    return Bars(words, axis("topic_gap", (m.value for m in marks), scope, _room(marks)), marks)


def _room(marks: tuple[Mark, ...]) -> list[float]:
    """What the axis must hold beside the bars: zero, and a number below the longest one that hangs down."""
    return [0.0, 1.15 * min(m.value.number or 0.0 for m in marks)]


def gap_finding(topics: Topics, scope: Scope, known: Catalogue) -> str:
    """Which topic is asked for most beyond what is taught, and which the other way round."""
    lang = scope.language
    values = {c: metric_value(row, "topic_gap", scope) for c, row in topics.items() if c != "*"}
    gaps = {c: v for c, v in values.items() if v.number is not None}
    if not gaps:
        return t(lang, "needs.gap_plain")
    more, less = (pick(gaps, key=lambda c: gaps[c].number) for pick in (max, min))
    return t(
        lang, "needs.gap_found", more=topic_name(more, scope, known), less=topic_name(less, scope, known),
        up=size(gaps[more].number, "gap", lang), down=size(gaps[less].number, "gap", lang),
    )  # fmt: skip


def unmet_dots(topics: Topics, scope: Scope, known: Catalogue) -> Dots | None:
    """Needs without a class a year later, topic by topic."""
    marks = _marks(topics, "unmet_rate", scope, known)
    total = metric_value(topics.get("*"), "unmet_rate", scope)
    return dots(
        marks, "unmet_rate", "needs_by_topic", scope, chart_id="unmet",
        finding=t(scope.language, "needs.unmet_found", text=total.text),
        about=t(scope.language, "needs.about_unmet"), foot=_foot(topics, "aged_needs", scope),
    )  # fmt: skip


def use_dots(topics: Topics, scope: Scope, known: Catalogue) -> Dots | None:
    """What trainees use of each topic."""
    key, lang = "application_rate", scope.language
    marks = _marks(topics, key, scope, known)
    finding = t(lang, "board.about_metric", metric=metrics()[key].label[lang], finding=spread_finding(marks, scope))
    return dots(
        marks, key, "needs_by_topic", scope, chart_id="topic_use", finding=finding,
        about=t(lang, "needs.about_topics"), foot=_foot(topics, "app_answers", scope),
    )  # fmt: skip


def level_bars(rows: dict[tuple, Row], scope: Scope, known: Catalogue, *, foot: str) -> Bars | None:
    """Each level's share of the needs against its share of the people."""
    marks = tuple(
        Mark(levels.name(c, scope, known), v, "brand" if v.number > -unheard() else "worse", Link("", (("level", c),)))
        for c in levels.shown(scope, known)
        if (c,) in rows and (v := metric_value(rows[c,], "voice_gap", scope)).number is not None
    )
    if len(marks) < 2:
        return None
    lang, low = scope.language, [m for m in marks if m.role == "worse"]
    finding = t(lang, "needs.level_low", level=low[0].label, text=size(low[0].value.number, "gap", lang)) if low else ""
    finding = finding or t(lang, "needs.levels_even", least=size(unheard(), "gap", lang))
    words = head(
        "voice", "voice_gap", "needs_by_level", finding, scope,
        about=t(lang, "needs.about_levels"), foot=foot, marks=marks,
    )  # fmt: skip
    return Bars(words, axis("voice_gap", (m.value for m in marks), scope, _room(marks)), marks)


def _marks(topics: Topics, key: str, scope: Scope, known: Catalogue) -> tuple[Mark, ...]:
    """One mark a topic with records of the metric, in code order."""
    order = [c for c in known.lists["topics"] if topics.get(c, {}).get(f"{key}_state", "none") != "none"]
    return tuple(Mark(topic_name(c, scope, known), metric_value(topics[c], key, scope)) for c in order)


def _foot(topics: Topics, column: str, scope: Scope) -> str:
    return n_text(topics.get("*", {}).get(column), scope)
