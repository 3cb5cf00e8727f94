"""Reads the sheets of a workbook (XLSX, XLSM, XLS, ODS) as rows of text; merged cells are filled.

Formulas give the values last saved; macros are never run.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from data.faults import refuse

_FROM_1904 = re.compile(rb'date1904="(1|true)"')
Rows = Iterator[tuple[int, list[str]]]
_BROKEN = (CalamineError, OSError, ValueError)


def tops(path: Path, count: int) -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    """(sheet, its first `count` rows) for each sheet that holds anything there. Raises Refused."""
    book = _open(path)
    found = []
    for meta in book.sheets_metadata:
        if meta.typ == SheetTypeEnum.WorkSheet:
            rows = tuple(tuple(cells) for _, cells in islice(_rows(_sheet(book, path, meta.name)), count))
            found += [(meta.name, rows)] if any(map(any, rows)) else []
    return tuple(found)


def rows_below(path: Path, sheet: str, heading: int) -> Rows:
    """(row number as people see it, cells) of each row below row index `heading`. Raises Refused."""
    return islice(_rows(_sheet(_open(path), path, sheet)), heading + 1, None)


def first_year(path: Path) -> int:
    """1904 if the workbook says that its day numbers begin there, else 1900. (Real dates are right without it.)"""
    try:
        with zipfile.ZipFile(path) as parts:
            said = parts.read("xl/workbook.xml")
    except (zipfile.BadZipFile, KeyError, OSError):
        return 1900
    return 1904 if _FROM_1904.search(said) else 1900


def _open(path: Path) -> CalamineWorkbook:
    try:
        with path.open("rb") as file:  # not by its name: an .xls may hold an XLSX
            return CalamineWorkbook.from_filelike(file)
    except _BROKEN as error:
        raise refuse("unreadable", file=path.name) from error


def _sheet(book: CalamineWorkbook, path: Path, name: str) -> CalamineSheet:
    try:
        return book.get_sheet_by_name(name)
    except _BROKEN as error:
        raise refuse("unreadable", file=f"{path.name} [{name}]") from error


def _rows(sheet: CalamineSheet) -> Rows:
    left = [""] * (sheet.start or (0, 0))[1]  # rows start at the first used column
    regions = sorted(sheet.merged_cell_ranges or ())
    grid = ((number, left + [_cell(value) for value in row]) for number, row in enumerate(sheet.iter_rows(), 1))
    return _filled(grid, regions) if regions else grid


def _filled(grid: Rows, regions: list) -> Rows:
    """The rows with every cell of a merged region saying what its first cell says."""
    open_regions: list[tuple[int, int, int, str]] = []  # last row, first and last column, text
    waiting = list(reversed(regions))
    for number, cells in grid:
        open_regions = [region for region in open_regions if region[0] >= number]
        while waiting and waiting[-1][0][0] == number - 1:
            (_, left), (last, right) = waiting.pop()
            if left < len(cells) and cells[left]:
                open_regions.append((last + 1, left, right, cells[left]))
        for _, left, right, text in open_regions:
            for column in range(left, min(right + 1, len(cells))):
                cells[column] = cells[column] or text
        yield number, cells


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
