"""What is said of follow-up: is it used, when, what stops it, whose forms are missing."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, isnan

import pandas as pd

from board import levels, sayings
from board.charts import barriers
from board.charts.backing import clear, support_finding
from board.charts.barriers import Reasons
from board.charts.common import n_text
from board.charts.first_use import Curve
from board.compare import change
from board.formats import count, size
from board.grading import can_from_response, dominates, grade
from board.model import Link, Signal, State, Statement, Tile, Value
from board.rows import Row
from board.text import t
from board.tiles import answered, response, tile
from board.values import absent, hidden, metric_value
from data.metrics import metrics
from queries.scope import Scope
from queries.warehouse import Catalogue

_OWN = "application_rate"
_TILES = (_OWN, "late_application_rate", "supervisor_application_rate", "support_rate")
_MOST = 4


@dataclass(frozen=True)
class Heard:
    """What came back: rows by (slice, level), reasons by (level, barrier), rows by support and by time, curves by level."""

    effect: dict[tuple, Row]
    reasons: Reasons
    support: dict[tuple, Row]
    times: dict[tuple, Row]
    curves: dict[str, Curve]

    @property
    def now(self) -> Row:
        """The whole, in the period."""
        return self.effect.get(("now", "*"), {})

    @property
    def before(self) -> Row | None:
        """The whole, in the period compared with."""
        return self.effect.get(("before", "*"))


def sentence(heard: Heard, scope: Scope, known: Catalogue) -> Statement:
    """How many use it, against the period compared; then what stops the others."""
    value = metric_value(heard.now, _OWN, scope)
    move = change(_OWN, value, metric_value(heard.before, _OWN, scope), scope)
    first = sayings.moved(_OWN, value, response(heard.now, _OWN, scope), move, scope)
    return sayings.joined(first, _stops(heard, scope, known), scope.language)


def _stops(heard: Heard, scope: Scope, known: Catalogue) -> Statement | None:
    """Which side the reasons lie on; None where that may not be said."""
    if barriers.leading(heard.reasons, "*", scope, known) is None:
        return None
    work = barriers.side_value(heard.reasons, "work", scope, known)
    text = barriers.barrier_finding(heard.reasons, scope, known)
    firm = grade(work.n, answered(heard.now, _OWN, scope), True)
    return Statement(text, firm, f"{metrics()[barriers.KEY].id} {work.note}")


def tiles(heard: Heard, scope: Scope) -> tuple[Tile, ...]:
    """Used by trainees and as leaders see it, backed, how soon, and what has not come back."""
    shown = (tile(key, heard.now, heard.before, scope) for key in _TILES)
    return (*shown, _half_tile(heard.curves.get("*"), heard.now, scope), _forms_tile(heard.now, scope))


def _half_tile(curve: Curve | None, now: Row, scope: Scope) -> Tile:
    lang, words = scope.language, (t(scope.language, "follow_up.half"), t(scope.language, "follow_up.half_label"))
    if curve is None or not curve.known:
        first = curve.used[0] if curve else absent(State.NOT_DUE if now.get("not_due") else State.NO_RECORDS, scope)
        return Tile(*words, first, Signal.NONE, "", (first.note,) if first.note else (), "first_use_rate")
    half, followed = curve.half, len(curve.known)
    if not isfinite(half.time):
        value = Value(None, t(lang, "follow_up.beyond", week=followed))
        notes = (t(lang, "follow_up.not_half", text=curve.known[-1].text, week=followed),)
    else:
        value = Value(None, t(lang, "follow_up.weeks", week=int(half.time)))
        high = int(half.high) if isfinite(half.high) else t(lang, "follow_up.open_end")
        notes = (t(lang, "board.interval", span=t(lang, "board.span", low=int(half.low), high=high)),)
    return Tile(*words, value, Signal.NONE, "", (n_text(curve.known[0].n, scope), *notes), "first_use_rate")


def overdue(row: Row) -> float:
    """Forms due and not returned; NaN where that is protected."""
    due, rate = row.get("app_due", 0.0), row.get("follow_response_rate", 0.0)
    return 0.0 if due == 0 else round(due * (1 - rate)) if not isnan(rate) else float("nan")


def _forms_tile(now: Row, scope: Scope) -> Tile:
    lang, missing = scope.language, overdue(now)
    words = t(lang, "follow_up.overdue"), t(lang, "follow_up.overdue_label")
    wait = now.get("not_due", 0.0)
    waits = t(lang, "follow_up.not_due", n=count(wait, lang)) if not isnan(wait) else t(lang, "follow_up.not_due_few")
    if isnan(missing):
        value = hidden(metrics()["follow_response_rate"], scope)
        return Tile(*words, value, Signal.NONE, "", (value.note, waits), "follow_response_rate")
    due = int(now.get("app_due", 0))
    value = Value(missing, count(missing, lang), n=due)
    notes = (t(lang, "follow_up.due", due=count(due, lang), back=count(due - missing, lang)), waits)
    return Tile(*words, value, Signal.NONE, "", notes, "follow_response_rate")


def findings(heard: Heard, scope: Scope, known: Catalogue) -> tuple[Statement, ...]:
    """A reason that dominates one level, leaders who see less, backing, levels that moved; at most four."""
    found = [
        *_dominated(heard, scope, known), *_moved(heard, scope, known), *_gap(heard, scope), *_backed(heard, scope),
    ]  # fmt: skip
    return tuple(found[:_MOST])


def _dominated(heard: Heard, scope: Scope, known: Catalogue) -> list[Statement]:
    """Levels where one reason is named by more than half and far more than elsewhere."""
    codes, lang = levels.shown(scope, known), scope.language
    found = barriers.apart(heard.reasons, list(codes), scope, known)
    if found is None or found[2].number < dominates():
        return []
    code, barrier, here, rest = found
    text = t(
        lang, "follow_up.dominated", level=levels.name(code, scope, known), text=here.text, rest=rest.text,
        reason=barriers.name(barrier, scope, known),
    )  # fmt: skip
    firm = grade(here.n, answered(heard.effect.get(("now", code)), _OWN, scope), True)
    basis = f"{metrics()[barriers.KEY].id} {here.note}"
    return [Statement(t(lang, "board.full_stop", text=text), firm, basis, Link("", (("level", code),)))]


def _moved(heard: Heard, scope: Scope, known: Catalogue) -> list[Statement]:
    """Levels whose use moved beyond chance against the period compared."""
    said = []
    for code in levels.shown(scope, known):
        now, before = heard.effect.get(("now", code)), heard.effect.get(("before", code))
        value = metric_value(now, _OWN, scope)
        move = change(_OWN, value, metric_value(before, _OWN, scope), scope)
        if move.signal in (Signal.BETTER, Signal.WORSE):
            who, link = levels.name(code, scope, known), Link("", (("level", code),))
            said.append(sayings.moved(_OWN, value, response(now, _OWN, scope), move, scope, who, link))
    return said[:2]


def _gap(heard: Heard, scope: Scope) -> list[Statement]:
    """Leaders who see clearly less, or more, use than trainees say."""
    own, leader = (metric_value(heard.now, key, scope) for key in (_OWN, "supervisor_application_rate"))
    gap, lang = clear(own, leader), scope.language
    if gap is None:
        return []
    word = "follow_up.leaders_less" if gap > 0 else "follow_up.leaders_more"
    text = t(lang, word, own=own.text, leader=leader.text, size=size(gap, "percent", lang))
    basis = f"{metrics()['supervisor_application_rate'].id} {leader.note}"
    return [Statement(text, grade(leader.n, answered(heard.now, "supervisor_application_rate", scope), True), basis)]


def _backed(heard: Heard, scope: Scope) -> list[Statement]:
    high, low = (metric_value(heard.support.get((group,)), _OWN, scope) for group in ("high", "low"))
    if clear(high, low) is None:
        return []
    n = min(high.n or 0, low.n or 0)
    basis = t(scope.language, "follow_up.not_a_cause", id=metrics()["support_rate"].id)
    return [Statement(support_finding(heard.support, scope), grade(n, answered(heard.now, _OWN, scope), True), basis)]


def actions(heard: Heard, classes: pd.DataFrame, scope: Scope, known: Catalogue) -> tuple[Statement, ...]:
    """What to do: the side the reasons lie on, forms to call in, responses too thin to rest on."""
    lang = scope.language
    todo = [*_remedies(heard, scope, known), *calls(heard.now, int((classes["overdue"] > 0).sum()), scope)]
    for key in ("follow_response_rate", "supervisor_response_rate"):
        value = metric_value(heard.now, key, scope)
        if value.number is not None and value.number < can_from_response():
            text = t(lang, "board.do_response", label=metrics()[key].label[lang], text=value.text)
            basis = t(lang, "board.basis_asked", n=count(value.n, lang), id=metrics()[key].id)
            todo.append(sayings.counted(text, basis))
    return tuple(todo[:_MOST]) or (sayings.nothing_found(t(lang, "board.no_actions")),)


def _remedies(heard: Heard, scope: Scope, known: Catalogue) -> list[Statement]:
    """Who can remove the reason named most: the unit, or those who plan the training."""
    top = barriers.leading(heard.reasons, "*", scope, known)
    if top is None or not barriers.side_of(top[2], known):
        return []
    word, value, code = top
    text = t(scope.language, f"follow_up.do_{barriers.side_of(code, known)}", reason=word, text=value.text)
    firm = grade(value.n, answered(heard.now, _OWN, scope), True)
    return [Statement(text, firm, f"{metrics()[barriers.KEY].id} {value.note}")]


def calls(now: Row, late: int, scope: Scope) -> list[Statement]:
    """Forms to call in, of `late` classes; nothing where all came back or a few are protected."""
    missing, lang = overdue(now), scope.language
    if not missing > 0 or not late:
        return []
    text = t(lang, "follow_up.do_call", forms=count(missing, lang), classes=count(late, lang))
    return [sayings.counted(text, t(lang, "board.basis_register", id=metrics()["follow_response_rate"].id))]
