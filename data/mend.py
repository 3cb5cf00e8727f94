"""Corrected rows put back in their place: a workbook of rejected rows, filled in, changes its file and nothing else.

The workbook says by a mark (a custom property a sheet) which file its rows came from. Only cells that differ from what
was handed out are taken, so that names and numbers that were masked there stay what they are.
"""

from __future__ import annotations

import csv
import re
import tempfile
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from data.form import Form
from data.look import headings, look, shown
from data.rejects import described, mark_of
from data.sources import Source, sha256
from data.tables import load, previews

MARK = "source"  # the custom property "source 2" says which table sheet 2 came from (rejects.mark_of)
# Every program that saves a workbook writes this part in its own way: prefixes and attributes differ.
_PROPERTY = re.compile(
    rf'name=["\']{MARK} (\d{{1,4}})["\'][^>]*>\s*<(?:\w+:)?lpwstr\b[^>]*>\s*([0-9a-f]{{64}} [0-9a-f]{{16}})\s*<'
)
_PART, _LARGEST = "docProps/custom.xml", 1 << 20  # bytes of the part unpacked
_MOST = 1_000_000  # rows of a sheet


@dataclass(frozen=True)
class Correction:
    """The corrected rows of one table: its mark, its headings, their cells by row number."""

    mark: str
    headings: tuple[str, ...]
    rows: dict[int, tuple[str, ...]]


@dataclass(frozen=True)
class Mended:
    """A copy of a table with corrections in it, how it is to be read, and how many cells changed."""

    path: Path
    form: Form | None
    changed: int


def corrections(path: Path) -> tuple[Correction, ...]:
    """What a workbook of rejected rows brings back; nothing if the file is none. Raises Refused if it cannot be read."""
    marks = _marks(path)
    if not marks:
        return ()
    with duckdb.connect() as con:
        views = previews(path, con, top=_MOST)
    found = []
    for view in views:
        number = re.match(r"(\d+) ", f"{view.sheet} ")
        head, *rows = view.rows
        if number and int(number[1]) in marks and len(head) > 2:
            wide = (row for row in rows if row[0].isdecimal() and len(row) == len(head))
            found.append(Correction(marks[int(number[1])], head[1:-1], {int(row[0]): row[1:-1] for row in wide}))
    return tuple(found)


def mend(path: Path, given: tuple[Correction, ...], form: Form | None, folder: Path) -> tuple[Mended, ...]:
    """Writes a copy of each table of a file, with the corrections that fit it; none if a correction fits no table.

    A workbook that is recognised by itself gives a copy of each of its sheets: they take its place together.
    """
    tables, digest = (described(path, form),) if form else look(path).sources, sha256(path)
    fits = {mark_of(digest, table.preview.sheet): table for table in tables}
    if any(c.mark not in fits or headings(fits[c.mark]) != c.headings for c in given):
        return ()
    rows = {correction.mark: correction.rows for correction in given}
    return tuple(
        _copy(table, rows.get(mark, {}), form, folder / f"{path.stem}{f' ({table.preview.sheet})' * (len(fits) > 1)}.csv")
        for mark, table in fits.items()
    )


def _copy(source: Source, corrected: dict[int, tuple[str, ...]], form: Form | None, target: Path) -> Mended:
    target = target.with_name(target.name.replace("/", "_"))
    changed = _write(source, corrected, target)
    if not form and {found.kind for found in look(target).sources} != {source.kind}:  # a sheet's name said what it holds
        target = target.rename(target.with_name(f"{source.kind} {len(list(target.parent.iterdir()))}.csv"))
    last = source.heading + 1
    return Mended(target, replace(form, sheet="", first=last, depth=1, pad=True) if form else None, changed)


def _marks(path: Path) -> dict[int, str]:
    try:
        with zipfile.ZipFile(path) as parts:
            text = parts.read(_PART).decode("utf-8", "replace") if parts.getinfo(_PART).file_size <= _LARGEST else ""
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError):  # the last two: packed oddly
        return {}
    return {int(number): digest for number, digest in _PROPERTY.findall(text)}


def _write(source: Source, corrected: dict[int, tuple[str, ...]], target: Path) -> int:
    """Writes every row of the table at its own row number. Returns how many cells changed."""
    with tempfile.TemporaryDirectory(prefix="xunxiao-rows-") as scratch, duckdb.connect() as con:
        table = load(con, source.preview, source.heading, "rows_in", Path(scratch))
        rows = con.execute("SELECT * FROM rows_in").fetchall()
        rows += con.execute("SELECT _row, text FROM rows_in_ragged").fetchall() if table.ragged else []
    width, changed = len(headings(source)), 0
    with target.open("w", encoding="utf-8", newline="") as file:
        lines, at = csv.writer(file), 1
        for row, *cells in sorted([(source.heading + 1, *headings(source)), *rows], key=lambda r: r[0]):
            lines.writerows([[]] * (row - at))
            texts = ["" if cell is None else cell for cell in cells]
            if row in corrected and row > source.heading + 1:
                texts, count = _corrected(source, texts, corrected[row], width)
                changed += count
            lines.writerow(texts)
            at = row + 1
    return changed


def _corrected(source: Source, before: list[str], after: tuple[str, ...], width: int) -> tuple[list[str], int]:
    """The cells with what was changed, and how many were."""
    whole = [*before, *[""] * (width - len(before))][:width]
    handed = [shown(source, i, text) for i, text in enumerate(whole)]
    fresh = [text if seen.strip() == new.strip() else new.strip()
             for text, seen, new in zip(whole, handed, after, strict=True)]  # fmt: skip
    return fresh, sum(a != b for a, b in zip(whole, fresh, strict=True))
