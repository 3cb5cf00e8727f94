"""Lengths of time as people write them: 2h30 and 3 heures among hours, half a day and 1.5 jours among days, 9½ anywhere.

What is said in the other unit is no number here: how many hours a day has is for the office to say, not for a program.
"""

from __future__ import annotations

import re
import unicodedata

from data.hints import knowledge

_PARTS = {"½": ".5", "¼": ".25", "¾": ".75"}
_FRACTION = re.compile(r"(\d*) ?([½¼¾])(?!\d)")
_HOURS = ("hours", "scheduled_hours", "credited_hours")


def number_in(field: str, text: str) -> str | None:
    """The number of a field's own unit that a cell says; None for a number as it is, another unit and anything else."""
    plain = _FRACTION.sub(lambda hit: f"{hit[1] or 0}{_PARTS[hit[2]]}", text.strip())
    said = unicodedata.normalize("NFKC", plain).casefold()
    if plain != text.strip() and re.fullmatch(r"\d+\.\d+", said):
        return said
    if field in _HOURS:
        hit = re.fullmatch(knowledge()["hours"], said, re.IGNORECASE)
        return _in_hours(hit[1], hit[2]) if hit else None
    if field != "days":
        return None
    if said in knowledge()["half_days"]:
        return "0.5"
    hit = re.fullmatch(knowledge()["days"], said, re.IGNORECASE)
    return hit[1].replace(",", ".") if hit else None


def _in_hours(hours: str, minutes: str | None) -> str | None:
    if not minutes:
        return hours.replace(",", ".")
    return f"{int(hours) + int(minutes) / 60:.10g}" if hours.isdecimal() and int(minutes) < 60 else None
