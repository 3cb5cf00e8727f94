"""The charts of courses: what is rated better or worse within its own class, who teaches, where on-site hours are."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from board.charts.common import axis, head
from board.charts.dots import dots
from board.distances import KEY, Distance
from board.formats import count, step_name
from board.grading import grade, of_evidence
from board.model import Bars, Dots, Grade, Heat, Link, Mark, State
from board.rows import Row, by, records
from board.rules import least
from board.text import t
from board.values import absent, metric_value
from queries.scope import Scope
from queries.warehouse import Catalogue

_QUERY = "course_distance"
_AT_A_GLANCE = 14
Named = Sequence[tuple[str, Distance, Link | None]]


def distance_dots(
    named: Named, scope: Scope, *, chart_id: str, about: str, query: str = _QUERY, every: Named = (),
    answered: float | None = None,
) -> Dots | None:
    """Names with their distances, in the order given; 0 is the mean of the own class.

    `every`: whose answers are counted; `answered`: the share of those asked who answered, None if unknown.
    """
    shown = [(name, d, link) for name, d, link in named if d.sessions or d.value.number is not None]
    roles = {1: "better", -1: "worse", 0: "brand"}
    marks = tuple(Mark(name, d.value, roles[d.sign], link) for name, d, link in shown)
    answers = sum(d.value.n or 0 for _, d, _ in every or shown)
    foot = t(scope.language, "courses.answers", count=count(answers, scope.language))
    return dots(
        marks, KEY, query, scope, chart_id=chart_id, finding=distance_finding(shown, scope), about=about, foot=foot,
        firm=distance_grade(shown, answered),
    )  # fmt: skip


def distance_grade(named: Named, answered: float | None) -> Grade:
    """How firmly distance_finding may be said: by the fewest answers behind what it names."""
    found = [d.value.n for _, d, _ in named if d.sign]
    return grade(min(found), answered, True) if found else of_evidence("nothing_found")


def base_dots(named: Named, scope: Scope, answered: float | None) -> Dots | None:
    """Bases, as many as are read at a glance: those beyond chance, then those most people answered about; in their order."""
    first = sorted(range(len(named)), key=lambda i: (named[i][1].sign == 0, -(named[i][1].value.n or 0)))
    about = t(scope.language, "courses.about_bases")
    if len(named) > _AT_A_GLANCE:
        about = t(scope.language, "courses.most_answered", about=about, shown=_AT_A_GLANCE, count=len(named))
    kept = [named[i] for i in sorted(first[:_AT_A_GLANCE])]
    return distance_dots(kept, scope, chart_id="bases", about=about, every=named, answered=answered)


def distance_finding(named: Named, scope: Scope) -> str:
    """Names only what lies beyond chance; else that the differences are chance."""
    lang = scope.language
    parts = []
    for sign, one, many in (
        (1, "courses.rated_higher", "courses.rated_higher_many"), (-1, "courses.rated_lower", "courses.rated_lower_many")
    ):  # fmt: skip
        found = [(name, d) for name, d, _ in named if d.sign == sign]
        if found:
            names = t(lang, "board.comma").join(name for name, _ in found[:3])
            size = found[0][1].size(lang)
            parts.append(t(lang, many if len(found) > 1 else one, names=names, size=size, count=len(found)))
    return t(lang, "board.semicolon").join(parts) or t(lang, "courses.rated_alike")


def leader_bars(frame: pd.DataFrame, scope: Scope, known: Catalogue, *, about: str) -> Bars | None:
    """Hours taught by leading cadres by half-year; below what the rule in force then demands in the colour of worse."""
    if frame.empty:
        return None
    key, lang = "leader_share", scope.language
    found = [(row["start"].date(), metric_value(row, key, scope)) for row in records(frame)]
    ends = [start.replace(month=start.month + 5, day=30) for start, _ in found]
    limits = [least(key, end, known) for end in ends]
    low = [bool(limit and v.number is not None and v.number < limit) for (_, v), limit in zip(found, limits, strict=True)]
    marks = tuple(
        Mark(step_name(start, "half", lang), value, "worse" if under else "chance")
        for (start, value), under in zip(found, low, strict=True)
    )
    bound = [limit for limit in limits if limit is not None]
    named = t(lang, "board.comma").join(mark.label for mark, under in zip(marks, low, strict=True) if under)
    word = "courses.leaders_below" if named else "courses.leaders_kept" if bound else "courses.leaders_unbound"
    finding = t(lang, word, halves=named, limit=f"{bound[-1]:.0%}" if bound else "", count=len(bound))
    foot = t(lang, "courses.classes_n", count=count(frame["led_classes"].sum(), lang))
    words = head("leaders", key, "course_leaders", finding, scope, about=about, foot=foot, marks=marks)
    return Bars(words, axis(key, (v for _, v in found), scope, [0.0, *bound]), marks)


def ethics_dots(rows: dict[tuple, Row], scope: Scope, known: Catalogue) -> Dots | None:
    """Classes with professional ethics, training type by training type."""
    key, lang = "ethics_rate", scope.language
    marks = tuple(
        Mark(entry.name(lang), metric_value(rows[("now", code)], key, scope), "brand", Link("", (("type", code),)))
        for code, entry in known.lists["types"].items()
        if ("now", code) in rows and rows[("now", code)][f"{key}_state"] != "none"
    )
    known_marks = [m for m in marks if m.value.number is not None]
    if not known_marks:
        return None
    lowest = min(known_marks, key=lambda m: m.value.number)
    word = "courses.ethics_all" if lowest.value.number == 1 else "courses.ethics_low"
    finding = t(lang, word, type=lowest.label, text=lowest.value.text)
    foot = t(lang, "courses.classes_n", count=count(rows.get(("now", "*"), {}).get("ethics_asked", 0), lang))
    return dots(marks, key, "course_mix", scope, chart_id="ethics", finding=finding, about=t(lang, "courses.about_types"),
                foot=foot, peers=())  # fmt: skip


def place_heat(frame: pd.DataFrame, scope: Scope, known: Catalogue) -> Heat | None:
    """Trainee-hours on site: fields by cities."""
    key, lang = "base_hours", scope.language
    cells = by(frame, "field_code", "city_code")
    fields = [c for c in known.lists["base_fields"] if any(f == c for f, _ in cells)]
    cities = [r.code for r in known.regions if r.depth <= 1 and any(c == r.code for _, c in cells)]
    cities += [""] if any(c == "" for _, c in cells) else []
    if not fields or not any(row[f"{key}_state"] in ("shown", "hollow") for row in cells.values()):
        return None
    names = {c: known.region(c).name(lang) if c else t(lang, "courses.elsewhere") for c in cities}
    labels = tuple(known.lists["base_fields"][f].name(lang) for f in fields)
    none = absent(State.NO_RECORDS, scope, text=t(lang, "courses.no_visits"))
    grid = tuple(
        tuple(
            Mark(f"{label}·{names[c]}", metric_value(cells[f, c], key, scope) if (f, c) in cells else none) for c in cities
        )
        for f, label in zip(fields, labels, strict=True)
    )
    flat = [m for row in grid for m in row]
    empty = sum((f, c) not in cells for f in fields for c in cities)
    finding = t(lang, "courses.places_empty" if empty else "courses.places_full", count=empty, cells=len(flat))
    foot = t(lang, "courses.visits", count=count(frame["visitors"].sum(), lang))
    words = head("places", key, "base_places", finding, scope, about=t(lang, "courses.about_places"), foot=foot, marks=flat)
    return Heat(words, axis(key, (m.value for m in flat), scope), labels, tuple(names[c] for c in cities), grid)


