"""What every sheet of a pack says about itself: number, title, who made it and when, scope, seal."""

from __future__ import annotations

from dataclasses import dataclass

from board.model import Board
from board.text import t
from data.metrics import ladder
from queries.scope import Audience, Scope


@dataclass(frozen=True)
class Front:
    """A pack's own words. `when` is an input, as 2026-06-30 14:05, so that the same input gives the same bytes."""

    number: str  # 2026-06-014; of a preview, words
    title: str
    who: str
    when: str
    scope: Scope
    short: str = ""  # the first characters of the seal
    replaces: str = ""  # number of the pack this one corrects
    decided: tuple[tuple[str, ...], ...] = ()  # heads, then earlier decisions and what became of them


def mark(front: Front) -> str:
    """Number and short seal: what leads a sheet on a desk back to its pack; of a preview, that it is none. What is made
    for readers outside says so on every sheet, for one of the others looks the same."""
    lang, scope = front.scope.language, front.scope
    said = t(lang, "pack.mark", number=front.number, short=front.short) if front.short else front.number
    outside = scope.audience is Audience.OUTSIDE
    return t(lang, "paper.item_mark").join([said, t(lang, f"pack.audience_{scope.audience}")] if outside else [said])


def scope_line(boards: tuple[Board, ...], language: str) -> str:
    """The scope in words, as every page of the pack has it; one class is its name."""
    pairs = [name + t(language, "paper.name_mark") + text for name, text in boards[0].filters]
    return t(language, "paper.item_mark").join(pairs or [boards[0].title])


def lines(front: Front, boards: tuple[Board, ...]) -> list[tuple[str, str]]:
    """(what, text) of the cover, in reading order; what is empty is left out."""
    lang = front.scope.language
    said = [
        ("number", front.number),
        ("short", front.short),
        ("who", front.who),
        ("when", front.when),
        ("audience", _readers(front.scope)),
        ("stamp", boards[0].stamp),
        ("replaces", front.replaces),
    ]
    return [(t(lang, f"pack.{key}"), text) for key, text in said if text]


def _readers(scope: Scope) -> str:
    """Whom it is for, and how few people or answers are not shown to them."""
    who, few = t(scope.language, f"pack.audience_{scope.audience}"), ladder(scope.audience.value)[-1]
    return t(scope.language, "pack.readers", who=who, register=few["register"], survey=few["survey"])


def theme(board: Board, language: str) -> str:
    """The name of a page as the navigation has it."""
    return t(language, f"frame.page_{board.page}")
