"""Reads one code file into entries and says, with row and column, why a file cannot be used."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_COMMON = ("code", "rule_code", "order", "zh", "en", "aliases", "")
_CHANGE = ("old_code", "new_code", "old_zh", "new_zh")


class CodeError(ValueError):
    """A code file cannot be used. `zh` and `en` name file, row, column and the way out."""

    def __init__(self, problem: str, **place: object) -> None:
        self.zh, self.en = (_messages()[problem][language].format(**place) for language in ("zh", "en"))
        super().__init__(f"{self.zh} / {self.en}")


@dataclass(frozen=True)
class Entry:
    """One line of a code list; `extra` holds the columns only this list has."""

    code: str
    order: int
    zh: str
    en: str
    aliases: tuple[str, ...]
    extra: dict[str, str]


@cache
def _messages() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def read_list(path: Path, default: Path) -> dict[str, Entry]:
    """The entries of a list file by code, sorted by `order` (by line where there is no such column).

    The file must have every column of the default file of the same name, if there is one.
    """
    key = "rule_code" if path.stem == "rules" else "code"
    columns = next(csv.reader(_lines(default))) if default.is_file() else ()
    entries: dict[str, Entry] = {}
    for line, row in _rows(path, (key, "zh", "en"), columns):
        code, order = row[key], row.get("order", str(len(entries) + 1))
        if not order.isdecimal():
            raise CodeError("order", file=path, row=line, value=order)
        if code in entries:
            raise CodeError("twice", file=path, row=line, column=key, value=code)
        aliases = tuple(part.strip() for part in row.get("aliases", "").split("|") if part.strip())
        extra = {column: cell for column, cell in row.items() if column not in _COMMON}
        entries[code] = Entry(code, int(order), row["zh"], row["en"], aliases, extra)
    return dict(sorted(entries.items(), key=lambda item: item[1].order))


def read_changes(path: Path, regions: dict[str, Entry]) -> list[tuple[str, str]]:
    """(old code or old name, present code) of renamed regions; changes of unknown regions are left out."""
    rows = [row for _, row in _rows(path, _CHANGE) if row["new_code"] in regions]
    return [(row[old], row["new_code"]) for row in rows for old in ("old_code", "old_zh")]


def check_credit(statuses: dict[str, Entry], path: Path) -> None:
    """Raises CodeError unless each attendance status counts as 0 to 1 of a session, by minutes, or not at all."""
    for code, entry in statuses.items():
        credit = entry.extra["credit"]
        if credit not in ("minutes", "excluded", "0", "1") and not re.fullmatch(r"0?\.\d+", credit):
            raise CodeError("credit", file=path, value=code, credit=credit)


def check_tree(regions: dict[str, Entry], path: Path) -> None:
    """Raises CodeError unless the regions form one tree: one root, known parents, at most three steps."""
    parents = {code: entry.extra["parent_code"] for code, entry in regions.items()}
    roots = [code for code, parent in parents.items() if not parent]
    if len(roots) != 1:
        raise CodeError("roots", file=path, found=", ".join(roots) or "0")
    for code, parent in parents.items():
        if parent and parent not in parents:
            raise CodeError("parent", file=path, value=code, parent=parent)
        above = [code]
        while parents[above[-1]] and len(above) <= 3:
            above.append(parents[above[-1]])
        if len(above) > 3:
            raise CodeError("depth", file=path, value=code)


def check_needed(lists: dict[str, dict[str, Entry]], paths: dict[str, Path]) -> None:
    """Raises CodeError if a list lacks a code the figures are computed by: they would all be zero."""
    for name, codes in _needed().items():
        for code in codes:
            if code not in lists[name]:
                raise CodeError("needed", file=paths[name], list=name, value=code)


@cache
def _needed() -> dict[str, list[str]]:
    return tomllib.loads(Path(__file__).with_name("needed_codes.toml").read_text(encoding="utf-8"))


def _rows(path: Path, filled: tuple[str, ...], there: Iterable[str] = ()) -> Iterator[tuple[int, dict[str, str]]]:
    """(line in the file, column → trimmed text) of each row; the filled columns hold something."""
    reader = csv.DictReader(_lines(path))
    for column in (*filled, *there):
        if column not in (reader.fieldnames or ()):
            raise CodeError("column", file=path, column=column)
    for row in reader:
        if None in row or None in row.values():
            raise CodeError("width", file=path, row=reader.line_num, columns=len(reader.fieldnames or ()))
        cells = {column: cell.strip() for column, cell in row.items()}
        for column in filled:
            if not cells[column]:
                raise CodeError("empty", file=path, row=reader.line_num, column=column)
        yield reader.line_num, cells


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise CodeError("encoding", file=path, row=error.object[: error.start].count(b"\n") + 1) from error
