"""Reads the sheets of a workbook (XLSX, XLSM, XLS, ODS) as rows of text; merged cells are filled.

XLSX is streamed where it is large or laid out badly (data/xlsx.py); everything else is laid out whole, three times as
fast, in a process of its own (data/laid_out.py). Formulas give the values last saved; macros are never run.
"""

from __future__ import annotations

import marshal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from data import laid_out, memory, xlsx
from data.faults import refuse
from data.merged import filled

Rows = Iterator[tuple[int, list[str]]]
_HOME = Path(__file__).parents[1]
_BASE = 384 << 20  # bytes of address space the reading process takes before it reads
_SHARE = 0.25  # of the memory setting for a sheet laid out whole
_GROWS = 4  # bytes of memory a sheet takes laid out, for each byte unpacked
_BIFF = b"\x09\x08\x10\x00\x00\x06\x05\x00"  # how the stream of an XLS workbook begins
_FROM_1904, _END = 0x22, 0x0A  # records in it


def tops(path: Path, count: int) -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    """(sheet, its first `count` rows) for each sheet that holds anything there. Raises Refused."""
    if not _is_xlsx(path):
        with _within_memory(path):
            found = [(name, tuple(map(tuple, rows))) for name, rows in _ask(path, "tops", str(count))]
    else:
        with _open(path) as book:
            found = [(name, _top(path, book, part, count)) for name, part in book.sheets]
    return tuple((name, rows) for name, rows in found if any(map(any, rows)))


def rows_below(path: Path, sheet: str, heading: int, width: int) -> Rows:
    """(row number as people see it, cells) of each row below row index `heading`, which is so wide. Raises Refused."""
    if not _is_xlsx(path):
        with _within_memory(path):
            for rows in _ask(path, "rows", sheet, str(heading)):
                yield from rows
        return
    last = heading + 1
    if _unpacked(path) * _GROWS < memory.in_bytes() * _SHARE and not _says_more(path, sheet):
        try:
            for rows in _ask(path, "rows", sheet, str(heading)):
                yield from rows
                last = rows[-1][0]
            return
        except MemoryError:  # cells far apart
            pass
    yield from _streamed(path, sheet, last, width)


def first_year(path: Path) -> int:
    """1904 if the workbook says that its day numbers begin there, else 1900. (Real dates are right without it.)"""
    if _is_xlsx(path):
        with _open(path) as book:
            return book.first_year
    with path.open("rb") as file:
        head = file.read(1 << 20)
    return _first_year_of_xls(head)


def _first_year_of_xls(head: bytes) -> int:
    """Walks the records of an XLS workbook from its beginning to the one that says so, or to the end of the first part."""
    place = head.find(_BIFF)
    while 0 <= place <= len(head) - 6:
        kind, size, value = (int.from_bytes(head[place + at : place + at + 2], "little") for at in (0, 2, 4))
        if kind == _FROM_1904 and size == 2:
            return 1904 if value else 1900
        if kind == _END:
            break
        place += 4 + size
    return 1900


@contextmanager
def _within_memory(path: Path) -> Iterator[None]:
    try:
        yield
    except MemoryError:
        limit = f"{memory.in_bytes() * _SHARE / (1 << 20):.0f} MiB"
        raise refuse("beyond_memory", file=path.name, limit=limit) from None


def _is_xlsx(path: Path) -> bool:
    try:
        return zipfile.is_zipfile(path) and xlsx.is_xlsx(path)
    except xlsx.BROKEN as error:
        raise refuse("unreadable", file=path.name) from error


def _says_more(path: Path, sheet: str) -> bool:
    """The library gives nothing for #REF! and the like, 0.88 for 88%, 7 for 007: a broken formula is no blank cell."""
    with _open(path) as book:
        return xlsx.says_more(book, dict(reversed(book.sheets))[sheet])


def _unpacked(path: Path) -> int:
    with zipfile.ZipFile(path) as parts:
        return max(part.file_size for part in parts.infolist())


@contextmanager
def _open(path: Path) -> Iterator[xlsx.Book]:
    try:
        with xlsx.opened(path) as book:
            yield book
    except xlsx.BROKEN as error:
        raise refuse("unreadable", file=path.name) from error


def _top(path: Path, book: xlsx.Book, part: str, count: int) -> tuple[tuple[str, ...], ...]:
    found = list(islice(_without_gaps(xlsx.rows(book, part), count), count))
    for _, cells in found:
        while cells and not cells[-1]:
            cells.pop()
    width = max((len(cells) for _, cells in found), default=0)
    padded = ((number, cells + [""] * (width - len(cells))) for number, cells in found)
    return tuple(tuple(cells) for _, cells in filled(padded, xlsx.regions(book, part)))


def _streamed(path: Path, sheet: str, last: int, width: int) -> Rows:
    """The rows after row number `last`, as far as `width` at least."""
    with _open(path) as book:
        part = dict(reversed(book.sheets))[sheet]
        merged = xlsx.regions(book, part)
        rows = xlsx.rows(book, part)
        if merged:
            whole = _without_gaps(rows, max(bottom for _, _, bottom, _ in merged) + 1)
            rows = filled(((number, cells + [""] * (width - len(cells))) for number, cells in whole), merged)
        yield from (row for row in rows if row[0] > last)


def _without_gaps(rows: Rows, until: int) -> Rows:
    """The rows, and blank ones for those that are not written, up to row number `until`."""
    before = 0
    for number, cells in rows:
        yield from ((missing, []) for missing in range(before + 1, min(number, until + 1)))
        yield number, cells
        before = number


def _ask(path: Path, question: str, *words: str) -> Iterator:
    """What the reading process answers. Raises Refused for a file it cannot read, MemoryError for one too large for it."""
    most = int(_BASE + memory.in_bytes() * _SHARE)
    command = [sys.executable, "-m", "data.laid_out", str(most), question, str(path.resolve()), *words]
    with subprocess.Popen(command, cwd=_HOME, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            while (answer := marshal.load(process.stdout)) is not None:
                yield answer
        except (EOFError, ValueError, TypeError):
            code = process.wait()
            if code in laid_out.TOO_LARGE:
                raise MemoryError(path.name) from None
            raise refuse("unreadable", file=path.name) from None
        finally:
            process.kill()
