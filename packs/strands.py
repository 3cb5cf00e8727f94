"""What a native chart draws of a trend: each line in stretches without a cut, its mean and limits, the events."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, floor, log2

from board.model import Axis, Limits, Line, Mark, State, Trend, Value
from board.text import t

_LIMITS = (("average", "mean"), ("limit_low", "low"), ("limit_high", "high"))  # word, part of the limits
SIGNS = {"better": "▲", "worse": "▼"}  # of a mark beyond chance
_FIRST_SIGN = ord("①")
_NOTHING = Value(None, "", State.OUT_OF_SCOPE)


@dataclass(frozen=True)
class Extra:
    """A series beside the lines, a number or None a period: limits of a stretch, or events with their `signs`."""

    name: str
    numbers: tuple[float | None, ...]
    named: bool = True  # in the key
    dashed: bool = False
    signs: tuple[str, ...] = ()


def stretches(line: Line) -> tuple[tuple[Mark, ...], ...]:
    """The marks of each stretch at their own places, without a number elsewhere: a native chart cannot cut a line."""
    count = len(line.marks)
    ends = [0, *(at for at in line.breaks if 0 < at < count), count]
    return tuple(
        tuple(m if first <= i < end else replace(m, value=_NOTHING) for i, m in enumerate(line.marks))
        for first, end in pairwise(ends)
    )


def extras(chart: Trend, language: str) -> tuple[Extra, ...]:
    """Mean and limits of each stretch, then events at the top; only what there is."""
    count = len(chart.periods)
    found = [
        Extra(t(language, f"paper.{name}"), _level(part, getattr(part, end), count), i == 0, name != "average")
        for i, part in enumerate(chart.limits) for name, end in _LIMITS
    ]  # fmt: skip
    if chart.events:
        signs = {at: sign for at, sign, _ in happened(chart, language)}
        tops = tuple(chart.axis.high if i in signs else None for i in range(count))
        texts = tuple(signs.get(i, "") for i in range(count))
        found.append(Extra(t(language, "paper.events"), tops, named=False, signs=texts))
    return tuple(found)


def doubling(axis: Axis) -> tuple[float, float]:
    """The ends of an axis of doubling steps about this one: native charts begin their steps at its low end, and 9.5 people
    are none."""
    return 2.0 ** floor(log2(axis.low)), 2.0 ** ceil(log2(axis.high))


def happened(chart: Trend, language: str) -> tuple[tuple[int, str, str], ...]:
    """(period, sign, words) of what happened, in order of time: words at a drawn line would run into each other."""
    periods = sorted({at for at, _ in chart.events})
    mark = t(language, "paper.item_mark")
    said = [mark.join(words for when, words in chart.events if when == at) for at in periods]
    return tuple((at, chr(_FIRST_SIGN + i), words) for i, (at, words) in enumerate(zip(periods, said, strict=True)))


def happened_words(chart: Trend, language: str) -> str:
    """What the signs of the events stand for, in one line; "" without any."""
    found = happened(chart, language)
    return t(language, "paper.item_mark").join(f"{sign} {chart.periods[at]} {words}" for at, sign, words in found)


def key_words(chart: Trend, language: str) -> str:
    """What the signs on marks beyond chance mean, "" without any."""
    roles = {mark.role for line in chart.lines for mark in line.marks}
    return " ".join(t(language, f"paper.signal_{role}") for role in SIGNS if role in roles)


def _level(part: Limits, number: float, count: int) -> tuple[float | None, ...]:
    return tuple(number if part.first <= i <= part.last else None for i in range(count))
