"""How wide texts are before a program draws them, so that columns get what their texts need."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import east_asian_width

_NARROW = 0.57  # em of a digit or a Latin letter in the Chinese fonts, on the safe side
_PERCENT = 0.92  # of the sign for per cent, in bold: the widest that numbers have


@lru_cache(maxsize=4096)  # a table is laid out for several sizes before one fits
def halves(text: str) -> int:
    """Half characters: a Chinese character is as wide as two others."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def ems(text: str) -> float:
    """Width in em, bold as well."""
    wide, signs = halves(text) - len(text), text.count("%")
    return wide + (len(text) - wide - signs) * _NARROW + signs * _PERCENT


@lru_cache(maxsize=4096)
def unbroken(text: str) -> float:
    """Width in em of the longest part that no line can break: a word or number, or one Chinese character."""
    parts = re.findall(r"[\u0021-\u2dff]+|\S", text)
    return max((ems(part) for part in parts), default=0)
