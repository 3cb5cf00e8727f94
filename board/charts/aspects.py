"""Attitude, content, method and effect of each session of one class, as trainees rated them."""

from __future__ import annotations

from board.charts.common import axis, head
from board.charts.courses import distance_dots, distance_finding
from board.class_facts import Facts
from board.distances import of_sessions
from board.formats import count
from board.model import Dots, Heat, Mark
from board.text import t
from board.values import metric_value
from queries.scope import Scope
from queries.warehouse import Catalogue

_ASPECTS = ("CA", "CC", "CM", "CE")
_KEY = "aspect_score"


def rated_sessions(facts: Facts, scope: Scope, known: Catalogue) -> Heat | Dots | None:
    """Sessions by aspect where the card asks for more than one; else each session against its class."""
    cells = {(row["seq"], row["dimension_code"]): row for row in facts.rows("one_class_aspects")}
    aspects = [code for code in _ASPECTS if any(code == own for _, own in cells)]
    return _heat(facts, cells, aspects, scope, known) if len(aspects) > 1 else _dots(facts, scope)


def session_distances(facts: Facts, scope: Scope) -> list[tuple]:
    """(name, distance to the class, None) of each rated session, in order."""
    rows = facts.rows("one_class_courses")
    return [
        (t(scope.language, "courses.session", seq=int(row["seq"]), title=row["session_title"] or "").strip(), far, None)
        for row, far in zip(rows, of_sessions(rows, scope), strict=True)
    ]


def _dots(facts: Facts, scope: Scope) -> Dots | None:
    about = t(scope.language, "courses.about_sessions")
    named = session_distances(facts, scope)
    return distance_dots(named, scope, chart_id="rated_sessions", about=about, query="one_class_courses")


def _heat(facts: Facts, cells: dict[tuple, dict], aspects: list[str], scope: Scope, known: Catalogue) -> Heat | None:
    lang, names = scope.language, known.names("dimensions", scope.language)
    rows = [row for row in facts.rows("one_class_courses") if any((row["seq"], code) in cells for code in aspects)]
    labels = tuple(t(lang, "courses.session", seq=int(r["seq"]), title=r["session_title"] or "").strip() for r in rows)
    grid = tuple(
        tuple(Mark(f"{label}·{names[code]}", metric_value(cells.get((row["seq"], code)), _KEY, scope)) for code in aspects)
        for row, label in zip(rows, labels, strict=True)
    )
    flat = [mark for line in grid for mark in line]
    shown = [mark.value for mark in flat if mark.value.number is not None]
    if not shown:
        return None
    foot = t(lang, "courses.answers", count=count(sum(value.n for value in shown), lang))
    words = head(
        "aspects", _KEY, "one_class_aspects", distance_finding(session_distances(facts, scope), scope), scope,
        about=t(lang, "one_class.about_aspects"), foot=foot, marks=flat,
    )  # fmt: skip
    return Heat(words, axis(_KEY, (m.value for m in flat), scope), labels, tuple(names[c] for c in aspects), grid)
