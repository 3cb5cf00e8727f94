"""What is said of needs: do we teach what is asked for, what stays unanswered, who was not asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isnan

import pandas as pd

from board import levels
from board.charts.needs import Topics, gap_finding, topic_name
from board.charts.regions import region_link
from board.formats import count, size
from board.grading import grade, of_evidence, unheard
from board.level_table import metric_column
from board.model import Column, Link, Signal, State, Statement, Table, Tile, Value
from board.model import Row as Line
from board.reported import counties
from board.rows import Row, records
from board.sayings import counted, nothing_found
from board.text import t
from board.tiles import tile
from board.values import count_value, metric_value, text_value
from data.metrics import metrics
from queries.scope import Compare, Scope
from queries.warehouse import Catalogue, Region

_BESIDE = ("mismatch_index", "unmet_rate", "unasked_rate")
_COLUMNS = (
    "demand_share", "supply_share", "topic_gap", "planned_need_rate", "met_rate", "unmet_rate", "learning_gain",
    "application_rate",
)  # fmt: skip
_MOST, _NAMED = 4, 6
_ENOUGH = 10  # needs a year old before it may be said that nobody answers them


@dataclass(frozen=True)
class Asked:
    """Rows by topic ("*" is all), rows by level, and the counties where nobody was asked."""

    topics: Topics
    levels: dict[tuple, Row]
    counties: int  # with people in service
    silent: tuple[Region, ...]

    @property
    def whole(self) -> Row:
        """All topics together."""
        return self.topics.get("*", {})


def heard(topics: pd.DataFrame) -> bool:
    """Whether it may be told how many needs there are."""
    return not isnan(topics.set_index("topic_code")["need_answers"].get("*", 0.0))


def of_its_city(scope: Scope, wider: Scope, known: Catalogue) -> str:
    """What to say where a county's needs are too few and the page is of its city: which counties it holds."""
    inside = [region.code for region in known.regions if region.depth == 2 and region.city in wider.region]
    place, city, held = (
        t(scope.language, "board.comma").join(known.region(code).name(scope.language) for code in codes)
        for codes in (scope.region, wider.region, inside)
    )
    return t(scope.language, "needs.notice_city", place=place, city=city, counties=held)


def counties_asked(places: pd.DataFrame, scope: Scope, known: Catalogue) -> tuple[int, tuple[Region, ...]]:
    """(counties to ask, those where nobody was asked). A protected few is not nobody.

    Where the register says who serves where, a county without anybody need not be asked.
    """
    rows = {code: (people, named) for code, people, named in places.loc[
        places["depth"] == 2, ["region_code", "population", "need_answers"]
    ].itertuples(index=False)}  # fmt: skip
    registered = (places["population"] != 0).any()
    asked = [r for r in counties(scope, known) if not registered or rows.get(r.code, (0, 0))[0] != 0]
    return len(asked), tuple(r for r in asked if rows.get(r.code, (0, 0))[1] == 0)


def mapped(places: pd.DataFrame) -> pd.DataFrame:
    """needs_by_region for a map: where nobody was asked there is no record, which is not nought."""
    drawn = places.copy()
    drawn.loc[drawn["need_answers"] == 0, "voice_rate_state"] = "none"
    return drawn


def sentence(asked: Asked, scope: Scope, known: Catalogue) -> Statement:
    """The mismatch, and the two topics it comes from most."""
    lang, value = scope.language, metric_value(asked.whole, "mismatch_index", scope)
    if value.number is None:
        text = t(lang, "needs.say_nothing", text=value.note if value.state is State.HIDDEN else value.text)
        return Statement(text, grade(None, None, True), metrics()["mismatch_index"].id)
    text = t(lang, "needs.say", text=value.text, finding=gap_finding(asked.topics, scope, known))
    return Statement(text, grade(value.n, None, True), f"{metrics()['mismatch_index'].id} {value.note}")


def meta(channels: pd.DataFrame, scope: Scope, known: Catalogue) -> str:
    """How many needs each of the channels brought."""
    lang = scope.language
    parts = [
        t(lang, "needs.channel", name=known.lists["channels"][row["channel_code"]].name(lang), count=text)
        for row in records(channels)
        for text in (count_value(row["need_answers"], scope).text,)
    ]
    return t(lang, "needs.two_years", parts=t(lang, "board.comma").join(parts) or t(lang, "board.state_no_records"))


def tiles(asked: Asked, scope: Scope) -> tuple[Tile, ...]:
    """From the need to its use; then the mismatch, what stays unanswered, days nobody asked for, counties asked."""
    alone = scope.changed(compare=Compare.NONE)
    planned, met, used, *beside = (
        tile(key, asked.whole, None, alone) for key in ("planned_need_rate", "met_rate", "application_rate", *_BESIDE)
    )
    if planned.value.state is State.NO_RECORDS:
        planned = replace(planned, notes=(t(scope.language, "needs.no_lines"),))
    elif met.value.number is not None:
        met = replace(met, notes=(*met.notes, t(scope.language, "needs.met_note")))
    chain = (_count("need_answers", asked, scope), planned, met, _count("reached", asked, scope), used)
    return (*chain, *beside, *_counties_tile(asked, scope))


def _count(name: str, asked: Asked, scope: Scope) -> Tile:
    lang = scope.language
    words = t(lang, f"needs.tile_{name}"), t(lang, f"needs.tile_{name}_label")
    value, note = count_value(asked.whole.get(name, 0.0), scope), t(lang, f"needs.tile_{name}_note")
    return Tile(*words, value, Signal.NONE, "", (note,), "")


def _counties_tile(asked: Asked, scope: Scope) -> tuple[Tile, ...]:
    every, lang = asked.counties, scope.language
    if not every:
        return ()
    text = t(lang, "trust.part_of", part=count(every - len(asked.silent), lang), whole=count(every, lang))
    note = t(lang, "needs.not_asked", count=count(len(asked.silent), lang)) if asked.silent else t(lang, "needs.all_asked")
    words = t(lang, "needs.counties"), t(lang, "needs.counties_label")
    value = Value(float(every - len(asked.silent)), text, n=every)
    return (Tile(*words, value, Signal.NONE, "", (note,), "voice_rate"),)


def unanswered(topics: Topics) -> list[str]:
    """Topics asked for a year ago and more, of which not one need was answered."""
    return [
        c for c, row in topics.items()
        if c != "*" and row["unmet_rate"] == 1 and row["aged_needs"] >= _ENOUGH
    ]  # fmt: skip


def unasked(asked: Asked) -> list[str]:
    """Topics taught that nobody named."""
    return [c for c, row in asked.topics.items() if c != "*" and row["need_answers"] == 0 and row["reached"] > 0]


def findings(asked: Asked, scope: Scope, known: Catalogue) -> tuple[Statement, ...]:
    """Needs nobody answers, topics nobody asked for, levels and counties that were not asked."""
    lang, said = scope.language, []
    for code in unanswered(asked.topics):
        value = metric_value(asked.topics[code], "unmet_rate", scope)
        text = t(lang, "needs.unanswered", topic=topic_name(code, scope, known), n=count(value.n, lang))
        said.append(counted(text, _register("unmet_rate", scope)))
    for code in unasked(asked) if asked.whole.get("need_answers") else ():
        value = metric_value(asked.topics[code], "supply_share", scope)
        text = t(lang, "needs.unasked", topic=topic_name(code, scope, known), text=value.text)
        said.append(Statement(text, of_evidence("once"), t(lang, "needs.unasked_basis", id=metrics()["unasked_rate"].id)))
    for code in levels.shown(scope, known):
        value = metric_value(asked.levels.get((code,)), "voice_gap", scope)
        if value.number is not None and value.number <= -unheard():
            text = t(
                lang, "needs.unheard", level=levels.name(code, scope, known), text=size(value.number, "gap", lang)
            )
            said.append(counted(text, _register("voice_gap", scope), Link("", (("level", code),))))
    return tuple((*said, *_not_asked(asked, scope))[:_MOST]) or (nothing_found(t(lang, "needs.no_findings")),)


def _not_asked(asked: Asked, scope: Scope) -> tuple[Statement, ...]:
    if not asked.silent:
        return ()
    lang = scope.language
    names = t(lang, "board.comma").join(r.name(lang) for r in asked.silent[:_NAMED])
    if len(asked.silent) > _NAMED:
        names = t(lang, "board.and_more", names=names, count=len(asked.silent))
    text = t(lang, "needs.silent", count=count(len(asked.silent), lang), names=names)
    return (counted(text, t(lang, "needs.silent_basis"), region_link(asked.silent[0].city)),)


def actions(asked: Asked, scope: Scope, known: Catalogue) -> tuple[Statement, ...]:
    """Open what is asked for, look again at what nobody asked for, ask where nobody was asked."""
    lang, todo = scope.language, to_open(asked.topics, scope, known)
    without = unasked(asked) if asked.whole.get("need_answers") else []
    todo += _about(without, "needs.do_review", "unasked_rate", scope, known)
    if asked.silent:
        text = t(lang, "needs.do_ask", count=count(len(asked.silent), lang))
        todo.append(counted(text, t(lang, "needs.silent_basis")))
    return tuple(todo) or (nothing_found(t(lang, "board.no_actions")),)


def to_open(topics: Topics, scope: Scope, known: Catalogue) -> list[Statement]:
    """Topics to plan for: asked for a year ago, never taught to those who asked."""
    return _about(unanswered(topics), "needs.do_open", "unmet_rate", scope, known)


def _about(codes: list[str], word: str, key: str, scope: Scope, known: Catalogue) -> list[Statement]:
    if not codes:
        return []
    names = t(scope.language, "board.comma").join(topic_name(c, scope, known) for c in codes[:_NAMED])
    return [Statement(t(scope.language, word, topics=names), of_evidence("once"), _register(key, scope))]


def _register(key: str, scope: Scope) -> str:
    return t(scope.language, "board.basis_register", id=metrics()[key].id)


def topic_table(asked: Asked, scope: Scope, known: Catalogue) -> Table:
    """Named, people, shares, reached, used, unanswered: one line a topic, the whole last."""
    lang = scope.language
    keys = [k for k in _COLUMNS if any(row[f"{k}_state"] != "none" for row in asked.topics.values())]
    counts = ("need_answers", "headcount", "reached", "unmet_needs")
    columns = (
        Column("topic", t(lang, "needs.column_topic"), "text"),
        *(Column(name, t(lang, f"needs.column_{name}"), "count") for name in counts),
        *(metric_column(k, lang) for k in keys),
    )
    order = [c for c in known.lists["topics"] if c in asked.topics] + ["*"]
    rows = tuple(
        Line(
            (
                text_value(t(lang, "board.total") if c == "*" else topic_name(c, scope, known)),
                *(count_value(asked.topics[c][name], scope) for name in counts),
                *(metric_value(asked.topics[c], k, scope) for k in keys),
            )
        )
        for c in order
        if c in asked.topics
    )
    return Table(t(lang, "needs.table"), columns, rows, note=t(lang, "needs.table_note"))
