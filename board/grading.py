"""How firmly a sentence may be said: 可以说, 谨慎说, 不能说, by the rules in board/grades.toml. Nobody else decides it."""

from __future__ import annotations

import math
import tomllib
from functools import cache
from pathlib import Path

from board.model import Grade

_FILE = Path(__file__).parent / "grades.toml"
_ORDER = (Grade.CAN, Grade.CARE, Grade.CANNOT)


@cache
def _rules() -> dict:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def least_difference() -> float:
    """The smallest difference of shares worth saying: with many people even less is beyond chance."""
    return _rules()["said_from"]["least_difference"]


def unheard() -> float:
    """Points by which a level's share of the needs may lie below its share of people."""
    return _rules()["said_from"]["unheard"]


def dominates() -> float:
    """The share from which one reason among several is said to dominate."""
    return _rules()["said_from"]["dominates"]


def named_gap() -> float:
    """How far a group's share must lie from that of all the others to be named."""
    return _rules()["said_from"]["named_gap"]


def can_from_response() -> float:
    """The response rate from which answers may be said firmly; a survey below it is called thin."""
    return _rules()["can_from_response"]


def fewest_classes() -> int:
    """How many classes it takes to hold them against each other."""
    return _rules()["cannot_below_classes"]


def weakest(*grades: Grade) -> Grade:
    """The grade that holds for all of them: what a sentence of several parts may claim."""
    return max(grades, key=_ORDER.index)


def of_evidence(evidence: str) -> Grade:
    """The best grade this kind of evidence can earn. KeyError for a kind that grades.toml does not name."""
    return Grade(_rules()["evidence"][evidence])


def grade(
    n: float | None, response: float | None, beyond_chance: bool, survey: bool = True, evidence: str = "groups"
) -> Grade:
    """The grade of a claim resting on n answers with that response rate (None or NaN = unknown).

    A smaller n or response rate never raises the grade. Register counts have no response rate.
    """
    rules = _rules()
    parts = [of_evidence(evidence), _from(n, rules["cannot_below_n"], rules["can_from_n"], Grade.CANNOT)]
    if survey:
        parts.append(_from(response, rules["cannot_below_response"], rules["can_from_response"], Grade.CARE))
    return weakest(*parts, Grade.CAN if beyond_chance else Grade.CARE)


def of_classes(judged: int) -> Grade:
    """The grade of a claim about so many classes held against each other."""
    rules = _rules()
    return _from(judged, rules["cannot_below_classes"], rules["can_from_classes"], Grade.CANNOT)


def _from(value: float | None, cannot_below: float, can_from: float, unknown: Grade) -> Grade:
    if value is None or math.isnan(value):
        return unknown
    return Grade.CANNOT if value < cannot_below else Grade.CARE if value < can_from else Grade.CAN
