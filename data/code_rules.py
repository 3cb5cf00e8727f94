"""Dated lines of the code lists: their days can be read, and so can the numbers the figures are computed with."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from data.code_files import CodeError, Entry

_DATED = ("rules", "check_codes")
_DAYS = ("valid_from", "valid_to")
_CAP = re.compile(r"\d+ a year(;|$)")  # as data/marts/41_selection_rows.sql reads it


def check_dated(lists: dict[str, dict[str, Entry]], paths: dict[str, Path]) -> None:
    """Raises CodeError for a day that is none, a cap of classes without its number, or a check neither required nor not."""
    for name in _DATED:
        for entry in lists[name].values():
            for column in _DAYS:
                _check_day(entry, column, paths[name])
    for entry in lists["rules"].values():
        text = entry.extra["threshold"]
        if (entry.extra["metric"], entry.extra["operator"]) == ("INT-02", "<=") and not _CAP.match(text):
            raise CodeError("cap", file=paths["rules"], value=entry.code, cap=text)
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
