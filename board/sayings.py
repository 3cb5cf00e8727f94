"""Generated sentences: what moved, by how much, how firmly it may be said."""

from __future__ import annotations

from board.compare import Change, direction, interval_words
from board.formats import size
from board.grading import grade, of_evidence, weakest
from board.model import Grade, Link, Signal, State, Statement, Tile, Value
from board.scope_words import compare_text
from board.text import t
from data.metrics import metrics
from queries.scope import Scope


def moved(
    key: str,
    value: Value,
    response: Value | None,
    move: Change,
    scope: Scope,
    who: str = "",
    link: Link | None = None,
) -> Statement:
    """One sentence about a metric and its change, worded by its grade. `who` names a part, such as a level."""
    metric, lang = metrics()[key], scope.language
    survey = metric.kind == "survey"
    rate = response.number if response is not None else None
    level = move.signal is Signal.CHANCE and move.low is None  # a difference too small to matter
    beyond = move.signal in (Signal.BETTER, Signal.WORSE) or move.difference is None or level
    firm = grade(value.n, rate, beyond, survey)
    return Statement(_text(key, value, move, firm, scope, who), firm, _basis(value, response, metric, lang), link)


def _text(key: str, value: Value, move: Change, firm: Grade, scope: Scope, who: str) -> str:
    metric, lang = metrics()[key], scope.language
    label = t(lang, "board.who_label", who=who, label=metric.label[lang]) if who else metric.label[lang]
    if value.number is None:  # protected, not due, no records: never a count of 0
        return t(lang, "board.say_none", label=label, why=value.note or value.text)
    if firm is Grade.CANNOT:
        return t(lang, "board.say_count", label=label, n=value.n or 0)
    if move.difference is None:
        return t(lang, "board.say_plain", label=label, text=value.text)
    if move.signal is Signal.CHANCE and move.low is None:
        return t(lang, "board.say_level", label=label, text=value.text, beside=compare_text(scope))
    if move.signal is Signal.CHANCE:
        return t(lang, "board.say_chance", label=label, text=value.text, beside=compare_text(scope))
    return t(
        lang, "board.say_change" if firm is Grade.CAN else "board.say_change_care", label=label, text=value.text,
        beside=compare_text(scope), direction=direction(move.difference, lang),
        size=size(move.difference, metric.unit, lang), interval=interval_words(move, metric.unit, lang),
    )  # fmt: skip


def _basis(value: Value, response: Value | None, metric, language: str) -> str:
    parts = [metric.id]
    if value.n:
        parts.append(value.note)
    if response is not None:
        text = response.text if response.number is not None else t(language, "board.unknown")
        parts.append(t(language, "board.response", label=metrics()[metric.response].label[language], text=text))
    return t(language, "board.dot").join(parts)


def worded(text: str, firm: Grade, label: str, language: str) -> str:
    """A finding as its grade lets it be said: as it is, with care, or only that nothing may be said of `label`."""
    if firm is Grade.CAN:
        return text
    return t(language, f"grades.{firm}", text=text, label=label)


def said(
    text: str, firm: Grade, basis: str, scope: Scope, link: Link | None = None, label: str = ""
) -> tuple[Statement, ...]:
    """A sentence worded by its grade; nothing where it may not be said and there is no `label` to say that of."""
    if firm is Grade.CANNOT and not label:
        return ()
    return (Statement(worded(text, firm, label, scope.language), firm, basis, link),)


def counted(text: str, basis: str, link: Link | None = None) -> Statement:
    """A sentence that only says how many a register, timetable or list holds."""
    return Statement(text, of_evidence("counted"), basis, link)


def nothing_found(text: str) -> Statement:
    """That a search came back empty, which is no proof."""
    return Statement(text, of_evidence("nothing_found"))


def looked(said: tuple[Statement, ...], tiles: tuple[Tile, ...], language: str) -> tuple[Statement, ...]:
    """The same, but where no tile has a figure of what was asked for, nothing can have been looked for and not found."""
    if not tiles or any(one.value.number is not None and one.value.state is not State.MERGED for one in tiles):
        return said
    unseen = Statement(t(language, "board.unseen"), of_evidence("not_judged"))
    return tuple(dict.fromkeys(unseen if one == nothing_found(one.text) else one for one in said))


def joined(first: Statement, second: Statement | None, language: str) -> Statement:
    """Two sentences as one; the weaker grade holds for both."""
    if second is None:
        return Statement(t(language, "board.full_stop", text=first.text), first.grade, first.basis, first.link)
    weaker = weakest(first.grade, second.grade)
    text = t(language, "board.full_stop", text=t(language, "board.say_both", first=first.text, second=second.text))
    return Statement(text, weaker, f"{first.basis}{t(language, 'board.semicolon')}{second.basis}", first.link)


def by_strength(tiles: tuple[Tile, ...]) -> tuple[Tile, ...]:
    """Tiles with a signal, worse before better; then the rest that have a number."""
    order = {Signal.WORSE: 0, Signal.BETTER: 1}
    return tuple(sorted((x for x in tiles if x.value.number is not None), key=lambda x: order.get(x.signal, 2)))
