"""The chain of steps: one tile a step, with its number, its comparison and how sure it is."""

from __future__ import annotations

from analysis.nonresponse import bounds
from board.charts.common import n_text, response_text
from board.compare import Change, change
from board.formats import number, span
from board.model import Link, Signal, State, Tile, Value
from board.rows import Row
from board.text import t
from board.values import metric_value
from data.metrics import metrics
from queries.scope import Scope

# Each step of the chain and the metrics that can stand for it, best first.
CHAIN = (
    ("reach_rate",),
    ("attendance_rate",),
    ("completion_rate",),
    ("very_satisfied_rate",),
    ("learning_gain", "pass_rate", "assessment_score"),
    ("application_rate",),
    ("improvement_rate",),
)


def chain(now: Row | None, before: Row | None, scope: Scope, link: Link | None = None) -> tuple[Tile, ...]:
    """One tile per step of the chain, from the total rows of the period and of the one beside it."""
    return tuple(tile(standing(now, options), now, before, scope, link) for options in CHAIN)


def tile(key: str, now: Row | None, before: Row | None, scope: Scope, link: Link | None = None) -> Tile:
    """The tile of metric `key`."""
    metric, lang = metrics()[key], scope.language
    value = metric_value(now, key, scope)
    moved = change(key, value, metric_value(before, key, scope), scope)
    if value.number is None:
        moved = Change(None, None, None, Signal.NONE, "")
    return Tile(
        metric.word[lang],
        metric.label[lang],
        value,
        moved.signal,
        moved.words,
        _notes(key, value, now, scope),
        key,
        link,
    )


def response(row: Row | None, key: str, scope: Scope) -> Value | None:
    """The response rate that belongs to a survey metric, or None if it has none."""
    answering = metrics()[key].response
    return metric_value(row, answering, scope) if answering and row is not None and answering in row else None


def answered(row: Row | None, key: str, scope: Scope) -> float | None:
    """The share of those asked who answered; None where it is not known or nobody was asked."""
    found = response(row, key, scope)
    return None if found is None else found.number


def standing(row: Row | None, options: tuple[str, ...]) -> str:
    """The first metric of a step that has records; the first one if none has."""
    return next((k for k in options if row is not None and row.get(f"{k}_state", "none") != "none"), options[0])


def _notes(key: str, value: Value, row: Row | None, scope: Scope) -> tuple[str, ...]:
    notes = [n_text(value.n, scope)] if value.n else []
    if metrics()[key].unit == "gain" and value.number is not None and value.number > 0:
        notes.append(t(scope.language, "board.gain_plain", share=number(value.number, "percent", scope.language, 0)))
    if value.state is State.HIDDEN:
        notes.append(value.note)
    if value.low is not None:
        notes.append(value.note.split(t(scope.language, "board.semicolon"))[1])
    heard = response(row, key, scope)
    if heard is not None and value.number is not None:
        notes.append(response_text(heard, metrics()[key].response, scope))
        notes += _bounds(value, heard, key, scope)
    if value.state is State.HOLLOW:
        notes.append(t(scope.language, "board.state_hollow"))
    return tuple(notes)


def _bounds(value: Value, heard: Value, key: str, scope: Scope) -> list[str]:
    """What those who did not answer could make of a share."""
    metric = metrics()[key]
    if metric.kind != "survey" or metric.unit != "percent" or heard.number is None or heard.number >= 1:
        return []
    low, high = bounds(value.number, heard.number)
    lang = scope.language
    return [t(lang, "analysis.bounds", span=span(float(low), float(high), metric.unit, lang))]
