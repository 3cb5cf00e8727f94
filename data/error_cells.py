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

from data import biff

Errors = dict[tuple[int, int], str]
_CODES = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_SAID = re.compile(r"#[A-Z/0]+[!?]?|(Err:\d{3})")  # LibreOffice has errors that Excel calls #VALUE!
_CELLS = ("table:table-cell", "table:covered-table-cell")
_CONTENT = "content.xml"
_FORMULA, _BOOLERR = 0x06, 0x205
_CHUNK = 1 << 16


def errors_in(path: Path, sheet: str) -> Errors:
    """Each such cell of the sheet and what it says. Raises OSError or ValueError for a file that cannot be read."""
    with path.open("rb") as file:
        head = file.read(len(biff.OLE))
    if head == biff.OLE:
        return dict(_in_biff(biff.workbook(path.read_bytes()), sheet))
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
    start = next((place for place, name, _ in biff.sheets(stream) if name == sheet), None)
    for kind, record in biff.records(stream, start) if start is not None else ():
        if kind == _BOOLERR and len(record) > 7 and record[7]:
            yield struct.unpack_from("<HH", record), _CODES.get(record[6], "#VALUE!")
        elif kind == _FORMULA and len(record) > 13 and record[6] == 2 and record[12:14] == b"\xff\xff":
            yield struct.unpack_from("<HH", record), _CODES.get(record[8], "#VALUE!")
