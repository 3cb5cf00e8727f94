"""How soon it is used: the share that has used it by each week after the class, as far as the classes are old enough."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite

import numpy as np
import pandas as pd

from analysis.survival import Waiting, kaplan_meier, waiting
from board import levels
from board.charts.common import axis, head, n_text
from board.formats import count, number, span
from board.model import Head, Line, Mark, State, Trend, Value
from board.rows import Row, by
from board.text import t
from board.values import absent, hidden
from data.metrics import metrics
from queries.scope import Scope
from queries.warehouse import Catalogue

KEY = "first_use_rate"
WEEKS = 26
_LINES = 4  # levels beside the whole


@dataclass(frozen=True)
class Curve:
    """`used[i]`: the share that has used it by the end of week i + 1; `half`: the week by which half of them have."""

    used: tuple[Value, ...]
    half: Waiting

    @property
    def known(self) -> tuple[Value, ...]:
        """The weeks that may be shown."""
        return tuple(v for v in self.used if v.number is not None)


def curves(frame: pd.DataFrame, scope: Scope) -> dict[str, Curve]:
    """Level code ("*" for all) -> curve, from first_use."""
    rows = by(frame, "level_code", "week")
    codes = dict.fromkeys(code for code, _ in rows)
    return {code: _curve([rows[code, week] for week in range(WEEKS)], scope) for code in codes}


def first_use(found: dict[str, Curve], scope: Scope, known: Catalogue) -> Trend | None:
    """The curve of the whole with its band, and beside it the levels that may be shown longest."""
    if "*" not in found or not found["*"].known:
        return None
    codes = [c for c in levels.shown(scope, known) if c in found and len(found[c].known) > 1]
    chosen = sorted(codes, key=lambda c: -(found[c].known[0].n or 0))[:_LINES] if len(codes) > 1 else []
    lines = tuple(_line(c, found[c], scope, known) for c in ("*", *(c for c in codes if c in chosen)))
    values = [m.value for line in lines for m in line.marks]
    lang = scope.language
    words = head(
        "first_use", KEY, "first_use", _finding(found["*"], scope), scope, about="",
        foot=n_text(found["*"].known[0].n, scope),
        marks=[line.marks[len(found["*"].known) - 1] for line in lines],
    )  # fmt: skip
    periods = tuple(map(str, range(1, WEEKS + 1)))
    return Trend(_headed(words, lang), periods, axis(KEY, values, scope, [0.0]), lines)


def _headed(words: Head, language: str) -> Head:
    """The curve is the product of the weekly shares, so its subtitle says what is drawn."""
    subtitle = t(language, "follow_up.about_first_use")
    return replace(words, subtitle=subtitle, alt=words.alt.replace(words.subtitle, subtitle))


def _curve(rows: list[Row], scope: Scope) -> Curve:
    metric, states = metrics()[KEY], [row[f"{KEY}_state"] for row in rows]
    followed = next((i for i, s in enumerate(states) if s in ("hidden", "none")), len(rows))
    at_risk = np.array([row[metric.count] for row in rows[:followed]], dtype=float)
    events = np.rint(at_risk * np.array([row[KEY] for row in rows[:followed]], dtype=float))
    left = kaplan_meier(np.arange(1, followed + 1), at_risk, events)
    used = [
        _value(1 - share, 1 - high, 1 - low, int(n), state, scope)
        for share, low, high, n, state in zip(left.share, left.low, left.high, at_risk, states, strict=False)
    ]
    rest = hidden(metric, scope) if followed < len(rows) and states[followed] == "hidden" else absent(State.NOT_DUE, scope)
    return Curve((*used, *(rest for _ in range(len(rows) - followed))), waiting(left))


def _value(used: float, low: float, high: float, n: int, state: str, scope: Scope) -> Value:
    lang, unit = scope.language, metrics()[KEY].unit
    notes = [t(lang, "follow_up.followed", n=count(n, lang)), t(lang, "board.interval", span=span(low, high, unit, lang))]
    if state == "hollow":
        notes.append(t(lang, "board.state_hollow"))
    note = t(lang, "board.semicolon").join(notes)
    shown = State.HOLLOW if state == "hollow" else State.SHOWN
    return Value(float(used), number(float(used), unit, lang, n), shown, n, float(low), float(high), note)


def _line(code: str, curve: Curve, scope: Scope, known: Catalogue) -> Line:
    whole = code == "*"
    name = t(scope.language, "board.total") if whole else levels.name(code, scope, known)
    role = "brand" if whole else levels.role(code, known)
    marks = tuple(
        Mark(f"{name} {t(scope.language, 'follow_up.week', week=i)}", v, role) for i, v in enumerate(curve.used, 1)
    )
    return Line(name, role, marks, banded=whole, strong=whole)


def _finding(curve: Curve, scope: Scope) -> str:
    """Half of them used it by week 9 — or how far it got in the weeks known."""
    lang, last = scope.language, curve.known[-1]
    if isfinite(curve.half.time):
        return t(lang, "follow_up.half_by", week=int(curve.half.time), last=len(curve.known), text=last.text)
    return t(lang, "follow_up.half_not", last=len(curve.known), text=last.text)
