"""What a number says against the same number elsewhere: how much, and whether it is more than chance."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.intervals import newcombe
from board.formats import size, span
from board.grading import least_difference
from board.model import Signal, Value
from board.scope_words import compare_text
from board.text import t
from data.metrics import metrics
from queries.scope import Compare, Scope


@dataclass(frozen=True)
class Change:
    """A difference now − before with its 95 % interval; `words` say it, `signal` says what it means."""

    difference: float | None
    low: float | None
    high: float | None
    signal: Signal
    words: str


def change(key: str, now: Value, before: Value, scope: Scope) -> Change:
    """The change of metric `key`. Shares get Newcombe's interval; other units are described, not judged."""
    if scope.compare is Compare.NONE:
        return Change(None, None, None, Signal.NONE, "")
    if now.number is None or before.number is None:
        return Change(
            None,
            None,
            None,
            Signal.UNKNOWN,
            t(scope.language, "board.no_comparison", beside=compare_text(scope)),
        )
    metric = metrics()[key]
    difference = now.number - before.number
    if metric.unit != "percent" or metric.kind == "things":  # shares of hours and classes are counted, not drawn by lot
        return Change(difference, None, None, Signal.NONE, _words(key, difference, scope))
    if abs(difference) < least_difference():
        return Change(
            difference, None, None, Signal.CHANCE, t(scope.language, "board.level_with", beside=compare_text(scope))
        )
    low, high = newcombe(round(now.number * now.n), now.n, round(before.number * before.n), before.n)
    signal = _signal(metric.better, float(low), float(high))
    words = _words(key, difference, scope) if signal is not Signal.CHANCE else t(scope.language, "board.within_chance")
    return Change(difference, float(low), float(high), signal, words)


def direction(difference: float, language: str) -> str:
    """高 or 低."""
    return t(language, "board.higher" if difference >= 0 else "board.lower")


def interval_words(change_: Change, unit: str, language: str) -> str:
    """（95% 区间 1.2–7.0）, or nothing."""
    if change_.low is None:
        return ""
    ends = (
        sorted((abs(change_.low), abs(change_.high))) if change_.low * change_.high > 0 else (change_.low, change_.high)
    )
    return t(language, "board.interval_brackets", span=span(*ends, unit, language))


def _words(key: str, difference: float, scope: Scope) -> str:
    metric = metrics()[key]
    if round(difference, 2) == 0:
        return t(scope.language, "board.level_with", beside=compare_text(scope))
    return t(
        scope.language,
        "board.change",
        direction=direction(difference, scope.language),
        size=size(difference, metric.unit, scope.language),
        beside=compare_text(scope),
    )


def _signal(better: str, low: float, high: float) -> Signal:
    if low <= 0 <= high:
        return Signal.CHANCE
    if better == "none":
        return Signal.NONE
    return Signal.BETTER if (low > 0) == (better == "higher") else Signal.WORSE
