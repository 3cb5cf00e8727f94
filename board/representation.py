"""Who answered beside who was asked, level by level: how far apart, and what weighting makes of satisfaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.nonresponse import NOTABLE, weighting_classes
from board import levels
from board.formats import number, size
from board.model import Statement
from board.rows import Row
from board.sayings import counted
from board.text import t
from board.values import metric_value
from queries.scope import Scope
from queries.warehouse import Catalogue

ID = "RSP-02"
APART = 0.10  # a level's shares further apart than this are uneven, as is a weighted share NOTABLE off the plain one
_KEY, _RESPONSE = "satisfaction_rate", "response_rate"


@dataclass(frozen=True)
class Represented:
    """The level whose share of answers lies furthest from its share of those asked; satisfaction plain and weighted."""

    level: str
    answered: float
    asked: float
    plain: float
    weighted: float
    levels: int

    @property
    def even(self) -> bool:
        """Whether nothing points to answers of some levels more than of others."""
        return abs(self.answered - self.asked) <= APART and abs(self.weighted - self.plain) <= NOTABLE


def represented(rows: Mapping[str, Row], scope: Scope) -> Represented | None:
    """From rows by level; None with fewer than two levels. Only levels both of whose figures may be seen take part."""
    told = {
        code: (opinion.number * opinion.n, opinion.n, back.number * back.n, back.n)
        for code, row in rows.items() if code not in ("*", "")
        if (opinion := metric_value(row, _KEY, scope)).number is not None
        and (back := metric_value(row, _RESPONSE, scope)).number is not None
    }  # fmt: skip
    if len(told) < 2:
        return None
    positive, opinions, responses, asked = np.array(list(told.values())).round().T
    weighted = weighting_classes(positive, opinions, asked)
    apart = responses / responses.sum() - asked / asked.sum()
    at = int(np.argmax(np.abs(apart)))
    shares = (float(responses[at] / responses.sum()), float(asked[at] / asked.sum()))
    return Represented(list(told)[at], *shares, weighted.plain, weighted.value, len(told))


def represented_said(rows: Mapping[str, Row], scope: Scope, known: Catalogue) -> str:
    """The same in a sentence; empty where it cannot be said."""
    found, lang = represented(rows, scope), scope.language
    if found is None:
        return ""
    shares = ("answered", "asked", "plain", "weighted")
    told = {name: number(getattr(found, name), "percent", lang) for name in shares}
    apart = size(round(found.answered, 3) - round(found.asked, 3), "percent", lang)  # what the two printed shares differ by
    word = "trust.answers_even" if found.even else "trust.answers_uneven"
    return t(lang, word, level=levels.name(found.level, scope, known), apart=apart, count=found.levels, **told)


def who_answered(effect: Mapping[tuple, Row], scope: Scope, known: Catalogue) -> tuple[Statement, ...]:
    """The sentence as a finding, from rows by (slice, level); none where it cannot be said."""
    text = represented_said({code: row for (part, code), row in effect.items() if part == "now"}, scope, known)
    if not text:
        return ()
    lang = scope.language
    led = t(lang, "one_class.themed", theme=t(lang, "one_class.theme_answered"), text=text)
    return (counted(led, ID),)
