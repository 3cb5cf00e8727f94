"""What selection comes to in words: the one sentence, the evidence cards of proxies, what to do."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from board import sayings
from board.attention import class_name
from board.charts.funnel import signals
from board.compare import change
from board.formats import count
from board.model import Link, State, Statement, Tile, Value
from board.rows import Row, by, records
from board.text import t
from board.tiles import tile
from board.values import absent, count_value, metric_value
from data.metrics import metrics
from queries.scope import Scope
from queries.warehouse import Catalogue

TILES = (
    "first_pass_rate", "replacement_rate", "replacement_days", "fill_rate", "targeting_accuracy", "repeat_rate",
    "proxy_rate",
)  # fmt: skip
_DAYS = "replacement_days"
_CARDS = ("mismatch", "signature", "two_places")
_TRUSTED = 0.3  # a signal confirmed less often than this says too little to be followed
_SLOW = 2.0  # times the median of all
_NAMED, _MOST = 2, 5


def selection_tiles(now: Row, before: Row | None, scope: Scope) -> tuple[Tile, ...]:
    """One tile a step from the first nomination to the person in the room."""
    tiles = (tile(key, now, before, scope) for key in TILES)
    return tuple(replace(x, value=wait_value(now, scope)) if x.metric == _DAYS else x for x in tiles)


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
        return Statement(t(lang, "selection.card_none", name=signal, observed=seen), None, basis)
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
    return Statement(text, None, basis)


def selection_actions(
    groups: pd.DataFrame, rates: pd.DataFrame, scope: Scope, known: Catalogue
) -> tuple[Statement, ...]:
    """Units, classes and cities beyond chance: what to ask them."""
    units, classes = (groups[groups["which"] == which] for which in ("unit", "class"))
    todo = [
        *_outside(units, "first_pass_rate", "do_first_pass", -1, scope),
        *_outside(units, "repeat_rate", "do_repeat", 1, scope),
        *_outside(classes, "fill_rate", "do_fill", -1, scope),
        *_slow(rates, scope, known),
        *_proxies(rates, scope, known),
    ]
    return tuple(todo[:_MOST]) or (Statement(t(scope.language, "board.no_actions")),)


def _outside(groups: pd.DataFrame, key: str, word: str, side: int, scope: Scope) -> list[Statement]:
    """Rows beyond the 99.8 % limits on the side that needs somebody."""
    found = records(groups[side * signals(groups, key) >= _NAMED].head(_NAMED))
    return [_do(word, _name(row, scope), key, row, _link(row), scope) for row in found]


def _name(row: Row, scope: Scope) -> str:
    return str(row["org_name"]) if row["which"] == "unit" else class_name(str(row["title"]), row["run_no"], scope)


def _link(row: Row) -> Link:
    if row["which"] == "unit":
        return Link("", (("region", str(row["region_code"])),))
    return Link("one_class", (("class", str(row["id"])),))


def _do(word: str, name: str, key: str, row: Row, link: Link, scope: Scope) -> Statement:
    value = metric_value(row, key, scope)
    text = t(scope.language, f"selection.{word}", name=name, text=value.text)
    basis = t(scope.language, "board.basis_limits", note=value.note, id=metrics()[key].id)
    return Statement(text, None, basis, link)


def _slow(rates: pd.DataFrame, scope: Scope, known: Catalogue) -> list[Statement]:
    """Cities whose median wait is at least twice that of all."""
    rows = by(rates[rates["slice"] == "now"], "cut", "code")
    usual = metric_value(rows.get(("all", "*")), "replacement_days", scope)
    found = []
    for region in (r for r in known.regions if r.depth == 1):
        value = metric_value(rows.get(("city", region.code)), "replacement_days", scope)
        if None not in (value.number, usual.number) and value.number >= _SLOW * usual.number:
            name = region.name(scope.language)
            text = t(scope.language, "selection.do_slow", name=name, text=value.text, usual=usual.text)
            link = Link("", (("region", region.code),))
            basis = t(scope.language, "board.basis_register", id=metrics()["replacement_days"].id)
            found.append(Statement(text, None, basis, link))
    return found[:_NAMED]


def _proxies(rates: pd.DataFrame, scope: Scope, known: Catalogue) -> list[Statement]:
    """Cities beyond chance on confirmed proxies."""
    cities = rates[(rates["slice"] == "now") & (rates["cut"] == "city")]
    names = {r.code: r.name(scope.language) for r in known.regions}
    found = records(cities[signals(cities, "proxy_rate") >= _NAMED].head(_NAMED))
    return [
        _do("do_proxy", names[row["code"]], "proxy_rate", row, Link("", (("region", str(row["code"])),)), scope)
        for row in found
    ]
