"""The cells of XLS and ODS whose formula went wrong, #N/A and the like: the library that reads both gives nothing there.

Found by (row, column) from 0. A file that is laid out otherwise than these two formats say has none.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

Errors = dict[tuple[int, int], str]
_CODES = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_SAID = re.compile(r"#[A-Z/0]+[!?]?|(Err:\d{3})")  # LibreOffice has errors that Excel calls #VALUE!
_CELLS = ("table:table-cell", "table:covered-table-cell")
_OLE, _CONTENT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "content.xml"
_BOUNDSHEET, _FORMULA, _BOOLERR, _END = 0x85, 0x06, 0x205, 0x0A
_LAST = 0xFFFFFFFA  # numbers from here on are no sectors
_CHUNK = 1 << 16


def errors_in(path: Path, sheet: str) -> Errors:
    """Each such cell of the sheet and what it says. Raises OSError or ValueError for a file that cannot be read."""
    with path.open("rb") as file:
        head = file.read(len(_OLE))
    if head == _OLE:
        return dict(_in_biff(_workbook(path.read_bytes()), sheet))
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as parts:
        return _in_ods(parts, sheet) if _CONTENT in parts.namelist() else {}


def _in_ods(parts: zipfile.ZipFile, sheet: str) -> Errors:
    found: Errors = {}
    parser = expat.ParserCreate()
    _set_handlers(parser, sheet, found)
    try:
        with parts.open(_CONTENT) as stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk)
    except expat.ExpatError as error:
        raise ValueError(_CONTENT) from error
    return found


def _set_handlers(parser: expat.XMLParserType, sheet: str, found: Errors) -> None:
    """Lets the parser put into `found` each cell of the sheet whose formula went wrong."""
    row, column, inside, formula = range(4)  # what the handlers remember between them
    at: list = [0, 0, False, False]
    pieces: list[str] = []
    repeats: list[int] = []

    def start(name: str, given: dict[str, str]) -> None:
        if name == "table:table":
            at[row], at[inside] = 0, given.get("table:name") == sheet
        elif name == "table:table-row":
            at[column] = 0
        elif name in _CELLS:
            at[formula] = at[inside] and "table:formula" in given
            pieces.clear()
        repeats.append(int(given.get("table:number-columns-repeated") or given.get("table:number-rows-repeated") or 1))

    def end(name: str) -> None:
        times = repeats.pop()
        if name == "table:table-row":
            at[row] += times
        elif name in _CELLS:
            if at[formula] and (hit := _SAID.fullmatch("".join(pieces))):
                found[at[row], at[column]] = "#VALUE!" if hit[1] else hit[0]
            at[column], at[formula] = at[column] + times, False

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = lambda text: pieces.append(text) if at[formula] and len(pieces) < 9 else None


def _in_biff(stream: bytes, sheet: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Walks the records of the sheet."""
    start = next((place for place, name in _sheets(stream) if name == sheet), None)
    for kind, record in _records(stream, start) if start is not None else ():
        if kind == _BOOLERR and len(record) > 7 and record[7]:
            yield struct.unpack_from("<HH", record), _CODES.get(record[6], "#VALUE!")
        elif kind == _FORMULA and len(record) > 13 and record[6] == 2 and record[12:14] == b"\xff\xff":
            yield struct.unpack_from("<HH", record), _CODES.get(record[8], "#VALUE!")


def _sheets(stream: bytes) -> Iterator[tuple[int, str]]:
    """(where its records begin, name) of each sheet."""
    for kind, record in _records(stream, 0):
        if kind == _BOUNDSHEET and len(record) > 8:
            wide = record[7] & 1
            name = record[8 : 8 + record[6] * (1 + wide)]
            yield struct.unpack_from("<I", record)[0], name.decode("utf-16-le" if wide else "latin-1", "replace")


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        if kind == _END:
            return
        yield kind, stream[place + 4 : place + 4 + size]
        place += 4 + size


def _workbook(file: bytes) -> bytes:
    """The stream of the workbook out of the compound file around it; b"" if there is none."""
    size = 1 << struct.unpack_from("<H", file, 30)[0]
    first, smallest, small = (struct.unpack_from("<I", file, at)[0] for at in (48, 56, 60))
    table = b"".join(file[(number + 1) * size : (number + 2) * size] for number in _tables(file, size))
    fat = struct.unpack(f"<{len(table) // 4}I", table)

    def chain(number: int, links: tuple[int, ...], held: bytes, step: int, skip: int) -> bytes:
        found, left = [], len(links)
        while number < min(_LAST, len(links)) and left:
            found.append(held[(number + skip) * step : (number + skip + 1) * step])
            number, left = links[number], left - 1
        return b"".join(found)

    entries = chain(first, fat, file, size, 1)
    named = {entries[at : at + entries[at + 64]].decode("utf-16-le", "replace").rstrip("\0"): entries[at : at + 128]
             for at in range(0, len(entries) - 127, 128)}  # fmt: skip
    entry = named.get("Workbook")
    if not entry:
        return b""
    begins, length = struct.unpack_from("<II", entry, 116)
    if length >= smallest:
        return chain(begins, fat, file, size, 1)[:length]
    root = chain(struct.unpack_from("<I", entries, 116)[0], fat, file, size, 1)
    links = chain(small, fat, file, size, 1)
    return chain(begins, struct.unpack(f"<{len(links) // 4}I", links), root, 64, 0)[:length]


def _tables(file: bytes, size: int) -> Iterator[int]:
    """The sectors that hold the table of sectors."""
    yield from (number for number in struct.unpack_from("<109I", file, 76) if number < _LAST)
    number, left = struct.unpack_from("<II", file, 68)
    left = min(left, len(file) // size)
    while number < _LAST and left:
        held = struct.unpack_from(f"<{size // 4}I", file, (number + 1) * size)
        yield from (each for each in held[:-1] if each < _LAST)
        number, left = held[-1], left - 1
