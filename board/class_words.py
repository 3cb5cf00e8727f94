"""What is said of one class: its figures against like classes, its data, advice for the next run."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pandas as pd

from board import page
from board.attention import class_name
from board.charts.one_class import DIMENSIONS, peer_words
from board.class_facts import Facts
from board.class_table import class_table
from board.formats import count, day
from board.grading import fewest_classes, grade, of_evidence
from board.leading import compared_metric, empty_reason
from board.level_table import metric_column
from board.like_classes import Standing, is_low
from board.model import Board, Column, Link, Row, Signal, State, Statement, Table, Tile
from board.rows import Row as Found
from board.text import t
from board.tiles import CHAIN, tile
from board.values import count_value, metric_value, text_value
from data.metrics import metrics
from queries.scope import Compare, Scope
from queries.warehouse import Catalogue

_JUDGED = ("application_rate", "learning_gain", "satisfaction_rate", *DIMENSIONS, "attendance_rate", "completion_rate")
_RUN_METRICS = (
    "completion_rate", "attendance_rate", "leave_over_rate", "absentee_rate", "satisfaction_rate", "recommend_net",
    "learning_gain", "pass_rate", "excellent_rate", "assessment_score", "application_rate", "improvement_rate",
)  # fmt: skip


def choose_class(classes: pd.DataFrame, scope: Scope, known: Catalogue) -> Board:
    """The page before a class is chosen, or when the viewer may not see the one asked for: the list to choose from."""
    if classes.empty:
        return page.assemble("one_class", scope, known, empty=empty_reason(scope, known))
    word = "board.class_unknown" if scope.class_id else "board.class_choose"
    table = class_table(classes, compared_metric(classes), scope, known)
    return page.assemble("one_class", scope, known, notices=(t(scope.language, word),), table=table)


def class_tiles(facts: Facts, stands: tuple[Standing, ...], scope: Scope) -> tuple[Tile, ...]:
    """The chain for one class; each step stands beside the middle half of like classes."""
    this = facts.this
    alone = scope.changed(compare=Compare.NONE)
    keys = [next((k for k in options if this.get(f"{k}_state", "none") != "none"), options[0]) for options in CHAIN[1:]]
    return tuple(_against_peers(tile(key, this, None, alone), facts, stands, scope) for key in keys)


def class_sentence(facts: Facts, stands: tuple[Standing, ...], scope: Scope) -> Statement:
    """What stands out against like classes, or that nothing does."""
    lang, this, peers = scope.language, facts.this, facts.peers
    low = [k for k in _JUDGED if is_low(k, facts, stands, scope)]
    key = low[0] if low else next((k for k in _JUDGED if this.get(f"{k}_state") in ("shown", "hollow")), _JUDGED[-1])
    value, metric = metric_value(this, key, scope), metrics()[key]
    if value.number is None:
        reason = value.note or value.text
        text = t(lang, "one_class.nothing_yet", label=metric.label[lang], reason=reason)
        return Statement(text, of_evidence("not_judged"))
    answered = this.get(metric.response) if metric.response else None
    firm = grade(value.n, answered, bool(low), metric.kind == "survey")
    word = "say_class_low" if low else "say_class_even" if key in peers else "say_plain"
    text = t(lang, f"board.{word}", label=metric.label[lang], text=value.text, peers=peer_words(key, peers, scope))
    return Statement(
        t(lang, "board.full_stop", text=text),
        firm,
        f"{metric.id} {value.note}",
    )


def about_class(this: Found, peers: dict[str, Found], scope: Scope, known: Catalogue) -> str:
    """Type, dates, length, host, people, and how many like classes it is held against."""
    lang = scope.language
    type_ = known.lists["types"].get(this["train_type"])
    dates = t(
        lang, "board.from_to", first=day(this["start_date"].date(), lang), last=day(this["end_date"].date(), lang)
    )
    parts = [type_.name(lang) if type_ else "", dates]
    if this["scheduled_hours"] == this["scheduled_hours"]:
        parts.append(t(lang, "board.hours_long", hours=count(this["scheduled_hours"], lang)))
    parts.append(this["host_name"] if isinstance(this["host_name"], str) else "")
    parts.append(t(lang, "board.meta_people", count=count_value(this["enrolled"], scope).text))
    most = max((int(p["peer_classes"]) for p in peers.values()), default=0)
    parts.append(t(lang, "board.peer_count" if most else "board.peer_none", count=count(most, lang), limit=fewest_classes()))
    if not this["ended"]:
        parts.append(t(lang, "board.class_running"))
    return t(lang, "board.dot").join(p for p in parts if p)


def runs_table(runs: dict[tuple, Found], scope: Scope) -> Table:
    """Every run of the programme, the latest first; the one on the page is marked."""
    lang = scope.language
    keys = [k for k in _RUN_METRICS if any(r.get(f"{k}_state", "none") != "none" for r in runs.values())]
    heads = (
        Column("class", t(lang, "board.column_class"), "text"),
        Column("start_date", t(lang, "board.column_start"), "date"),
        Column("enrolled", t(lang, "board.column_enrolled"), "count"),
    )
    rows = tuple(_run_row(found, keys, scope) for found in reversed(runs.values()))
    note = t(lang, "board.runs_note")
    return Table(
        t(lang, "board.table_runs"), (*heads, *(metric_column(k, lang) for k in keys)), rows, shown=10, note=note
    )


def _against_peers(made: Tile, facts: Facts, stands: tuple[Standing, ...], scope: Scope) -> Tile:
    this, peers = facts.this, facts.peers
    if made.value.state is State.NOT_DUE:
        due = this["end_date"].date() + timedelta(days=90 if metrics()[made.metric].level == "K3" else 0)
        return replace(made, notes=(t(scope.language, "board.due_from", day=day(due, scope.language)),))
    if made.value.number is None:
        return made
    words = peer_words(made.metric, peers, scope)
    if is_low(made.metric, facts, stands, scope):
        return replace(
            made, signal=Signal.WORSE, signal_text=t(scope.language, "board.below_peers"), notes=(*made.notes, words)
        )
    signal = Signal.CHANCE if words else Signal.NONE
    text = t(scope.language, "board.among_peers") if words else ""
    return replace(made, signal=signal, signal_text=text, notes=(*made.notes, words) if words else made.notes)


def _run_row(found: Found, keys: list[str], scope: Scope) -> Row:
    name = class_name(found["title"], found["run_no"], scope)
    if found["class_id"] == scope.class_id:
        name = t(scope.language, "board.this_class", name=name)
    cells = (
        text_value(name),
        text_value(day(found["start_date"].date(), scope.language)),
        count_value(found["enrolled"], scope),
        *(metric_value(found, k, scope) for k in keys),
    )
    return Row(cells, Link("one_class", (("class", found["class_id"]),)))
