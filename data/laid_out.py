"""Reads a workbook by laying out whole sheets, in a process of its own that may take so much memory and no more.

`python -m data.laid_out BYTES tops|rows FILE …`: what it finds goes to standard output, marshalled. A sheet may claim a
cell in its last row and column, and the library then asks for 500 GB and aborts: here it takes nobody with it.

tops FILE COUNT             one (sheet, first rows) each
rows FILE SHEET HEADING     lists of (row number, cells) below row index HEADING; merged cells are filled
"""

from __future__ import annotations

import marshal
import resource
import signal
import struct
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from data.merged import filled
from data.said_cells import Said, said_in

BROKEN = 3  # exit code: not what it says it is
_NO_MEMORY = 4
TOO_LARGE = (_NO_MEMORY, -signal.SIGABRT, -signal.SIGKILL)  # exit codes; the library aborts where Python would raise
_ROWS = 2_000  # a list


def main(words: list[str]) -> int:
    """Answers one question; exit code BROKEN if the file cannot be read."""
    most, question, path, *rest = words
    resource.setrlimit(resource.RLIMIT_AS, (int(most), int(most)))
    answers = _tops(Path(path), int(rest[0])) if question == "tops" else _rows_below(Path(path), rest[0], int(rest[1]))
    try:
        for answer in answers:
            marshal.dump(answer, sys.stdout.buffer)
    except (CalamineError, OSError, ValueError, struct.error, zipfile.BadZipFile):
        return BROKEN
    except MemoryError:
        return _NO_MEMORY
    marshal.dump(None, sys.stdout.buffer)
    return 0


def _tops(path: Path, count: int) -> Iterator[tuple[str, list[list[str]]]]:
    book = _open(path)
    for meta in book.sheets_metadata:
        if meta.typ == SheetTypeEnum.WorkSheet:
            sheet = book.get_sheet_by_name(meta.name)
            yield meta.name, [cells for _, cells in islice(_rows(sheet, said_in(path, meta.name)), count)]


def _rows_below(path: Path, sheet: str, heading: int) -> Iterator[list[tuple[int, list[str]]]]:
    rows = islice(_rows(_open(path).get_sheet_by_name(sheet), said_in(path, sheet)), heading + 1, None)
    while chunk := list(islice(rows, _ROWS)):
        yield chunk


def _open(path: Path) -> CalamineWorkbook:
    with path.open("rb") as file:  # not by its name: an .xls may hold an XLSX
        return CalamineWorkbook.from_filelike(file)


def _rows(sheet: CalamineSheet, said: Said) -> Iterator[tuple[int, list[str]]]:
    left = [""] * (sheet.start or (0, 0))[1]  # rows start at the first used column
    regions = sorted((*first, *last) for first, last in sheet.merged_cell_ranges or ())
    grid = ((number, left + [_cell(value) for value in row]) for number, row in enumerate(sheet.iter_rows(), 1))
    grid = ((number, _with(said, number - 1, cells)) for number, cells in grid) if said else grid
    return filled(grid, regions) if regions else grid


def _with(said: Said, row: int, cells: list[str]) -> list[str]:
    """The row with what its cells say where the library gives something else, or nothing."""
    return [said.get((row, place), text) for place, text in enumerate(cells)]


def _cell(value: object) -> str:
    """A spreadsheet cell as a person reads it; whole floats lose their .0, dates become ISO."""
    if type(value) is str:
        return value.strip()
    if type(value) is float:
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else str(value).strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
