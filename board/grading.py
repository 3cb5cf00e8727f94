"""How firmly a sentence may be said: 可以说, 谨慎说, 不能说, by the rules in board/grades.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from board.model import Grade

_FILE = Path(__file__).parent / "grades.toml"


@cache
def _rules() -> dict[str, float]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def least_difference() -> float:
    """The smallest difference of shares worth saying: with many people even less is beyond chance."""
    return _rules()["least_difference"]


def unheard() -> float:
    """Points by which a level's share of the needs may lie below its share of people."""
    return _rules()["unheard"]


def dominates() -> float:
    """The share from which one reason among several is said to dominate."""
    return _rules()["dominates"]


def named_gap() -> float:
    """How far a group's share must lie from that of all the others to be named."""
    return _rules()["named_gap"]


def grade(n: int | None, response: float | None, beyond_chance: bool, survey: bool = True) -> Grade:
    """The grade of a claim resting on n answers with that response rate (None = unknown).

    A smaller n or response rate never raises the grade. Register counts have no response rate.
    """
    rules = _rules()
    if n is None or n < rules["cannot_below_n"]:
        return Grade.CANNOT
    if survey and response is not None and response < rules["cannot_below_response"]:
        return Grade.CANNOT
    if n < rules["can_from_n"] or not beyond_chance:
        return Grade.CARE
    if survey and (response is None or response < rules["can_from_response"]):
        return Grade.CARE
    return Grade.CAN
