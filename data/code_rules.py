"""Dated lines of the code lists: their days can be read, and so can the numbers the figures are computed with."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from data.code_files import CodeError, Entry

_DATED = ("rules", "check_codes")
_DAYS = ("valid_from", "valid_to")
# What is read of a threshold, by metric and operator, and the message if it cannot be.
_READ = {
    ("INT-02", "<="): ("cap", re.compile(r"\d+ a year(;|$)")),  # as data/marts/41_selection_rows.sql reads it
    ("ATT-02", "<="): ("leave", re.compile(r"[1-9]\d*/[1-9]\d*$")),  # as data/marts/11_class.sql reads it
}


def check_dated(lists: dict[str, dict[str, Entry]], paths: dict[str, Path]) -> None:
    """Raises CodeError for a day that is none, a cap or limit without its number, or a check neither required nor not."""
    for name in _DATED:
        for entry in lists[name].values():
            for column in _DAYS:
                _check_day(entry, column, paths[name])
    for entry in lists["rules"].values():
        key, pattern = _READ.get((entry.extra["metric"], entry.extra["operator"]), ("", re.compile("")))
        if not pattern.match(entry.extra["threshold"]):
            raise CodeError(key, file=paths["rules"], value=entry.code, found=entry.extra["threshold"])
    for entry in lists["check_codes"].values():
        if entry.extra["required"] not in ("yes", "no"):
            raise CodeError("required", file=paths["check_codes"], value=entry.code, found=entry.extra["required"])


def _check_day(entry: Entry, column: str, path: Path) -> None:
    text = entry.extra[column]
    try:
        if text:
            date.fromisoformat(text)
    except ValueError as error:
        raise CodeError("day", file=path, value=entry.code, column=column, found=text) from error
