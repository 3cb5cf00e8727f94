"""What is said of courses as a whole: tiles with the rule that binds them, the sentence, findings and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from board.attention import class_names
from board.charts.courses import Named, distance_finding
from board.distances import Distance, plain, shrunk
from board.formats import count
from board.grading import grade
from board.model import Link, Statement, Tile
from board.rated_sessions import weak_sessions
from board.rows import Row, by
from board.rules import demand, least
from board.sayings import counted, nothing_found
from board.teachers import teachers_apart
from board.text import t
from board.tiles import answered, response, tile
from board.values import metric_value
from data.metrics import metrics
from queries.scope import Compare, Scope
from queries.warehouse import Catalogue

_TILES = (
    "theory_share", "party_share", "leader_share", "lectured_rate", "ethics_rate", "interactive_share", "practice_share",
    "model_share", "base_use_rate", "base_top_share",
)  # fmt: skip
_OF = {"base_use_rate": "courses.bases_n", "base_top_share": "courses.base_sessions_n", "lectured_rate": "courses.members_n"}
_BOUND = ("theory_share", "party_share", "leader_share")
_MOST = 4


@dataclass(frozen=True)
class Kinds:
    """Distances by what they are of, each as (name, distance, link)."""

    method: Named
    content: Named  # modules and types of teacher
    base: Named
    rated: dict[str, Distance]  # base -> distance

    @property
    def every(self) -> Named:
        """All of them."""
        return [*self.method, *self.content, *self.base]


def kinds_of(frame: pd.DataFrame, bases: dict[tuple, Row], scope: Scope, known: Catalogue) -> Kinds:
    """The rows of course_distance by what they are of, in the order of the code lists."""
    lang, rows = scope.language, by(frame, "aspect", "code")

    def listed(aspect: str, codes: str, word: str) -> Named:
        names = {c: t(lang, word, name=name) for c, name in known.names(codes, lang).items() if (aspect, c) in rows}
        return [(name, plain(rows[(aspect, c)], scope, len(names)), None) for c, name in names.items()]

    rated = rated_bases(rows, [code for (code,) in bases], scope)
    return Kinds(
        listed("method", "methods", "courses.method"),
        [*listed("module", "modules", "courses.content"), *listed("teacher", "teacher_types", "courses.teacher")],
        [(bases[(code,)]["base_name"], d, None) for code, d in rated.items()],
        rated,
    )


def rated_bases(rows: dict[tuple, Row], bases: list[str], scope: Scope) -> dict[str, Distance]:
    """base -> its distance, drawn toward the others; of the rows of course_distance by aspect and code."""
    codes = [code for aspect, code in rows if aspect == "base" and code in bases]
    return dict(zip(codes, shrunk([rows[("base", code)] for code in codes], scope), strict=True))


def low_bases(named: Named, scope: Scope, answered: float | None) -> list[Statement]:
    """Bases rated below the other sessions of their classes; `answered`: the response rate, None if unknown."""
    return [
        Statement(
            t(scope.language, "courses.do_base", name=name, size=d.size(scope.language)),
            grade(d.value.n, answered, True), d.value.note,
        )
        for name, d, _ in named if d.sign < 0
    ]  # fmt: skip


def course_tiles(
    mix: dict[tuple, Row], led: dict[tuple, Row], bases: Row | None, scope: Scope, known: Catalogue
) -> tuple[Tile, ...]:
    """One tile a share; where a rule may bind it, what the rule demands on the last day of the period."""
    now, before = ({**led.get((part,), {}), **mix.get((part, "*"), {})} for part in ("now", "before"))
    return tuple(_tile(key, bases if key.startswith("base") else now, before or None, scope, known) for key in _TILES)


def _tile(key: str, row: Row | None, before: Row | None, scope: Scope, known: Catalogue) -> Tile:
    alone = key.startswith("base")  # use of bases is asked of the period only
    made = tile(key, row, None if alone else before, scope.changed(compare=Compare.NONE) if alone else scope)
    lang, value = scope.language, made.value
    word = _OF.get(key, "courses.classes_n")
    notes = [t(lang, word, count=count(value.n, lang))] if value.n else []
    if key in _BOUND and value.number is not None:
        notes.append(demand(key, min(scope.period[1], known.as_of), scope, known))
    return Tile(made.word, made.label, value, made.signal, made.signal_text, tuple(notes), key)


def course_sentence(kinds: Kinds, mix: dict[tuple, Row], scope: Scope) -> Statement:
    """What is rated better or worse within its own class, and how many classes hold professional ethics."""
    lang, now = scope.language, mix.get(("now", "*"), {})
    rated = [d for _, d, _ in (*kinds.method, *kinds.content, *kinds.base) if d.value.number is not None]
    ethics = metric_value(now, "ethics_rate", scope)
    parts = [distance_finding(kinds.every, scope) if rated else t(lang, "courses.unrated")]
    if ethics.number is not None:
        parts.append(t(lang, "board.say_part", label=metrics()["ethics_rate"].label[lang], text=ethics.text))
    text = t(lang, "board.full_stop", text=t(lang, "board.semicolon").join(parts))
    found = [d for _, d, _ in kinds.every if d.sign]
    part, heard = answered(now, "class_distance", scope), response(now, "class_distance", scope)
    firm = grade(min((d.value.n for d in found or rated), default=None), part, bool(found))
    return Statement(text, firm, t(lang, "courses.basis", response=heard.text if part else t(lang, "board.unknown")))


def course_findings(found: dict[str, pd.DataFrame], scope: Scope, known: Catalogue) -> tuple[Statement, ...]:
    """Classes below what binds them, classes without ethics, sessions below their own class, by date; teachers, counted."""
    classes = found["course_classes"]
    names = class_names(classes, scope)
    return (
        *_below_rule(classes, names, scope, known),
        *_without_ethics(classes, scope, known),
        *weak_sessions(classes, names, scope),
        *teachers_apart(found["teacher_ratings"], scope),
    )


def _below_rule(classes: pd.DataFrame, names: Mapping[str, str], scope: Scope, known: Catalogue) -> list[Statement]:
    said, lang = [], scope.language
    for key in ("theory_share", "party_share"):
        ended = classes[classes["ended"] & (classes[f"{key}_state"] == "shown")]
        limits = {day: least(key, day.date(), known) for day in ended["start_date"].unique()}
        low = ended[ended[key] < ended["start_date"].map(limits).astype(float)]
        if len(low):
            text = t(
                lang, "courses.below_rule", count=count(len(low), lang), of=count(len(ended), lang),
                label=metrics()[key].label[lang], names=_first([names[code] for code in low["class_id"]], scope),
            )  # fmt: skip
            first = low.iloc[0]
            basis = demand(key, first["start_date"].date(), scope, known)
            said.append(counted(text, basis, Link("one_class", (("class", first["class_id"]),))))
    return said


def _without_ethics(classes: pd.DataFrame, scope: Scope, known: Catalogue) -> list[Statement]:
    asked = classes[classes["ended"] & (classes["ethics_asked"] > 0)]
    without = asked[asked["ethics_rate"] == 0]
    if without.empty:
        return []
    lang = scope.language
    kinds = without["train_type"].value_counts()
    parts = [
        t(lang, "courses.of_type", type=known.lists["types"][code].name(lang), count=int(kinds[code]))
        for code in known.lists["types"] if code in kinds
    ]  # fmt: skip
    text = t(
        lang, "courses.without_ethics", count=count(len(without), lang), of=count(len(asked), lang),
        types=t(lang, "board.comma").join(parts),
    )  # fmt: skip
    return [counted(text, t(lang, "courses.basis_timetable", id=metrics()["ethics_rate"].id))]


def course_actions(bases: pd.DataFrame, kinds: Kinds, scope: Scope, answered: float | None) -> tuple[Statement, ...]:
    """Bases rated below their classes, not reviewed for two years, never used in the period."""
    lang, rows = scope.language, [r for code, r in by(bases, "base_id").items() if code != ("*",)]
    said = low_bases(kinds.base, scope, answered)
    active = [r for r in rows if r["active_bases"] == 1]
    for key, word in (("base_review_rate", "courses.do_review"), ("base_use_rate", "courses.do_use")):
        low = [r["base_name"] for r in active if r[key] == 0]
        if low:
            text = t(lang, word, count=len(low), of=len(active), names=_first(low, scope))
            said.append(counted(text, t(lang, "courses.basis_bases", id=metrics()[key].id)))
    return tuple(said[:_MOST]) or (nothing_found(t(lang, "board.no_actions")),)


def missing_notices(mix: dict[tuple, Row], kinds: Kinds, scope: Scope, known: Catalogue) -> tuple[str, ...]:
    """Which file would fill what is empty."""
    given = {kind for _, kind, _, _, _ in known.sources}
    lang = scope.language
    notices = [t(lang, f"courses.no_{kind}") for kind in ("teachers", "site_bases") if kind not in given]
    if not any(d.sessions for _, d, _ in kinds.every):
        notices.append(t(lang, "courses.no_ratings"))
    return tuple(notices)


def _first(names: list[str], scope: Scope) -> str:
    shown = t(scope.language, "board.comma").join(names[:3])
    return shown if len(names) <= 3 else t(scope.language, "board.and_more", names=shown, count=len(names))
