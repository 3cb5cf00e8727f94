"""The cells of XLS and ODS that say to a person what the library that reads both does not give: #N/A and the like where a
formula went wrong (it gives nothing), 88% (it gives 0.88), 007 (it gives 7).

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
from data.xlsx_values import is_share, share, width_of

Said = dict[tuple[int, int], str]
_CODES = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_WRONG = re.compile(r"#[A-Z/0]+[!?]?|(Err:\d{3})")  # LibreOffice has errors that Excel calls #VALUE!
_ZEROS = re.compile(r"0\d+")
_CELLS = ("table:table-cell", "table:covered-table-cell")
_REPEATED = ("table:number-columns-repeated", "table:number-rows-repeated")
_CONTENT = "content.xml"
_FORMULA, _BOOLERR = 0x06, 0x205
_CHUNK = 1 << 16


def said_in(path: Path, sheet: str) -> Said:
    """Each such cell of the sheet and what it says. Raises OSError or ValueError for a file that cannot be read."""
    with path.open("rb") as file:
        head = file.read(len(biff.OLE))
    if head == biff.OLE:
        return dict(_in_biff(biff.workbook(path.read_bytes()), sheet))
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as parts:
        return _in_ods(parts, sheet) if _CONTENT in parts.namelist() else {}


def _in_ods(parts: zipfile.ZipFile, sheet: str) -> Said:
    found: Said = {}
    parser = expat.ParserCreate()
    _set_handlers(parser, sheet, found)
    try:
        with parts.open(_CONTENT) as stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk)
    except expat.ExpatError as error:
        raise ValueError(_CONTENT) from error
    return found


def _set_handlers(parser: expat.XMLParserType, sheet: str, found: Said) -> None:
    """Lets the parser put into `found` each cell of the sheet that says more."""
    row, column, inside, cell = range(4)  # what the handlers remember between them
    at: list = [0, 0, False, {}]
    line, pieces, repeats = {}, [], []

    def start(name: str, given: dict[str, str]) -> None:
        if name == "table:table":
            at[row], at[inside] = 0, given.get("table:name") == sheet
        elif name == "table:table-row":
            at[column] = 0
        elif name in _CELLS:
            at[cell] = given if at[inside] and {"table:formula", "office:value"} & given.keys() else {}
            pieces.clear()
        repeats.append(int(next(filter(None, map(given.get, _REPEATED)), 1)))

    def end(name: str) -> None:
        times = repeats.pop()
        if name == "table:table-row":
            found.update({(at[row] + more, place): text for place, text in line.items() for more in range(times)})
            at[row] += times
            line.clear()
        elif name in _CELLS:
            if at[cell] and (text := _of_ods(at[cell], "".join(pieces))):
                line.update(dict.fromkeys(range(at[column], at[column] + times), text))
            at[column], at[cell] = at[column] + times, {}

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = lambda text: pieces.append(text) if at[cell] and len(pieces) < 9 else None


def _of_ods(given: dict[str, str], shown: str) -> str:
    """What a cell with these attributes, which shows this text, says besides its value; "" if no more than that."""
    if "table:formula" in given and (hit := _WRONG.fullmatch(shown)):
        return "#VALUE!" if hit[1] else hit[0]
    if given.get("office:value-type") == "percentage":
        return share(float(given["office:value"]))
    plain = given.get("office:value-type") == "float" and _ZEROS.fullmatch(shown)
    return shown if plain and float(given["office:value"]) == int(shown) else ""


def _in_biff(stream: bytes, sheet: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Walks the records of the sheet."""
    start, forms = next((place for place, name, _ in biff.sheets(stream) if name == sheet), None), biff.formats(stream)
    for kind, record in biff.records(stream, start) if start is not None else ():
        if kind == _BOOLERR and len(record) > 7 and record[7]:
            yield struct.unpack_from("<HH", record), _CODES.get(record[6], "#VALUE!")
        elif kind == _FORMULA and len(record) > 13 and record[6] == 2 and record[12:14] == b"\xff\xff":
            yield struct.unpack_from("<HH", record), _CODES.get(record[8], "#VALUE!")
        else:
            for row, column, style, value in biff.numbers(kind, record):
                if text := _of_biff(forms[style] if style < len(forms) else "", value):
                    yield (row, column), text


def _of_biff(form: str, value: float) -> str:
    """What a number says in this format besides its value; "" if no more than that."""
    if is_share(form):
        return share(value)
    width = width_of(form)
    return str(int(value)).zfill(width) if width and value.is_integer() and value >= 0 else ""
