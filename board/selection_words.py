"""What selection comes to in words: the one sentence, the evidence cards of proxies."""

from __future__ import annotations

from dataclasses import replace

from board import sayings
from board.compare import change
from board.formats import count
from board.grading import grade, of_evidence
from board.model import State, Statement, Tile, Value
from board.rows import Row
from board.text import t
from board.tiles import tile
from board.values import absent, count_value, metric_value
from data.metrics import metrics
from queries.scope import Scope

TILES = (
    "first_pass_rate", "replacement_rate", "replacement_days", "fill_rate", "targeting_accuracy", "repeat_rate",
    "proxy_rate",
)  # fmt: skip
_DAYS = "replacement_days"
_CARDS = ("mismatch", "signature", "two_places")
_TRUSTED = 0.3  # a signal confirmed less often than this says too little to be followed


def selection_tiles(now: Row, before: Row | None, scope: Scope) -> tuple[Tile, ...]:
    """One tile a step from the first nomination to the person in the room."""
    tiles = (tile(key, now, before, scope) for key in TILES)
    return tuple(replace(x, value=_in_days(wait_value(now, scope), scope)) if x.metric == _DAYS else x for x in tiles)


def _in_days(value: Value, scope: Scope) -> Value:
    """9 天: on a tile no heading says what is counted."""
    return value if value.number is None else replace(value, text=t(scope.language, "problems.days", count=value.text))


def wait_value(row: Row | None, scope: Scope) -> Value:
    """The median days to replacement; where fewer than half were ever replaced there is none, which is said."""
    value = metric_value(row, _DAYS, scope)
    if value.state is State.NO_RECORDS and row is not None and row["waits"] > 0:
        return absent(State.NO_RECORDS, scope, text=t(scope.language, "selection.mostly_never"))
    return value


def right_people(now: Row, before: Row | None, scope: Scope) -> Statement:
    """Are the right people sent? How many of those who came, and what the others are."""
    lang, key = scope.language, "targeting_accuracy"
    value = metric_value(now, key, scope)
    if value.number is None:
        key = "repeat_rate"
        value = metric_value(now, key, scope)
    move = change(key, value, metric_value(before, key, scope), scope)
    said = sayings.moved(key, value, None, move, scope)
    if key == "repeat_rate" or value.number is None:
        return Statement(t(lang, "board.full_stop", text=said.text), said.grade, said.basis)
    parts = {name: count_value(now.get(name, 0), scope).text for name in ("unfit", "repeated", "proxied")}
    first = metric_value(now, "first_pass_rate", scope)
    text = t(lang, "selection.say_right", n=count(value.n, lang), text=value.text, first=first.text, **parts)
    return Statement(text, said.grade, said.basis)


def proxy_cards(rows: dict[str, Row], scope: Scope) -> tuple[Statement, ...]:
    """One card a signal: how often it appears at all, and what people found. Never a verdict."""
    return tuple(_card(name, rows[name], scope) for name in _CARDS if name in rows)


def _card(name: str, row: Row, scope: Scope) -> Statement:
    lang = scope.language
    basis = t(lang, "selection.card_basis", id=metrics()["signal_rate"].id)
    signal = t(lang, f"selection.signal_{name}")
    if row["flagged"] == 0:
        seen = count_value(row["observed"], scope).text
        return Statement(t(lang, "selection.card_none", name=signal, observed=seen), of_evidence("nothing_found"), basis)
    rate, sure = (metric_value(row, key, scope) for key in ("signal_rate", "signal_precision"))
    counts = {key: count_value(row[key], scope).text for key in ("observed", "flagged", "confirmed", "cleared")}
    waiting = row["flagged"] - row["confirmed"] - row["cleared"]  # NaN where one of them is kept back
    word = "few" if not sure.n or sure.n < metrics()["signal_precision"].precision else "sure"
    if word == "sure" and sure.number < _TRUSTED:
        word = "weak"
    text = t(
        lang, "selection.card", name=signal, rate=rate.text,
        waiting=count_value(waiting, scope).text, sure=t(lang, f"selection.card_{word}", text=sure.text), **counts,
    )  # fmt: skip
    return Statement(text, grade(sure.n, None, word == "sure", survey=False), basis)
