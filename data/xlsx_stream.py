"""Parses the parts of a workbook that may be large: the rows of a sheet and the shared texts. Holds one row at a time."""

from __future__ import annotations

import os
import tempfile
import zipfile
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

from data.xlsx_values import Styles, plain, said

SMALL = 1 << 26  # bytes of a part that may be read whole, or lie between two things read
_CHUNK = 1 << 16
_ROWS, _COLUMNS = 1 << 20, 1 << 14
_HELD = 1 << 26  # characters of shared texts held in memory, the others stand in a file
_PIECES = 4096  # of one text, 8 KB each: more is made to harm
_ROW, _GIVEN, _SEEN, _HIDDEN, _FORMULA = range(5)  # what the handlers remember between them: see Cells.handlers

Handlers = Callable[[expat.XMLParserType, str, list, list[str]], None]  # (parser, prefix of names, done, pieces of text)


def parsed(parts: zipfile.ZipFile, name: str, handlers: Handlers) -> Iterator:
    """What the handlers find in a part, as soon as it is found. Raises ValueError for a part that is made to harm.

    zipfile gives no more bytes than the archive declares, which formats.py limits.
    """
    done: list = []
    pieces: list[str] = []
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.StartElementHandler = lambda root, _: handlers(parser, root[: root.find(":") + 1], done, pieces)
    with parts.open(name) as stream:
        fed = 0
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk)
            fed += len(chunk)
            if len(pieces) > _PIECES or fed - parser.CurrentByteIndex > SMALL:
                raise ValueError(name)
            yield from done
            done.clear()
        parser.Parse(b"", True)


@dataclass(frozen=True)
class Strings:
    """The shared texts, read as far as they are asked for. Those not `held` end at `ends` in an unnamed file."""

    texts: Iterator[str]
    file: BinaryIO
    held: list[str] = field(default_factory=list)
    ends: array = field(default_factory=lambda: array("Q", [0]))
    size: array = field(default_factory=lambda: array("Q", [0]))

    @classmethod
    def of(cls, texts: Iterator[str]) -> Strings:
        """Nothing is read yet."""
        return cls(texts, tempfile.TemporaryFile())

    def close(self) -> None:
        """Gives the file back."""
        self.file.close()

    def read_to(self, number: int) -> str:
        """The text of that number. Raises ValueError if there is none."""
        while len(self.held) + len(self.ends) - 1 <= number:
            text = next(self.texts, None)
            if text is None:
                raise ValueError(number)
            self._keep(text.strip())
        if number < len(self.held):
            return self.held[number]
        start, end = self.ends[number - len(self.held)], self.ends[number - len(self.held) + 1]
        self.file.flush()
        return os.pread(self.file.fileno(), end - start, start).decode("utf-8", "surrogatepass")

    def _keep(self, text: str) -> None:
        if self.size[0] < _HELD:
            self.size[0] += len(text) + 50
            self.held.append(text)
        else:
            self.ends.append(self.ends[-1] + self.file.write(text.encode("utf-8", "surrogatepass")))


def text_handlers(parser: expat.XMLParserType, prefix: str, done: list[str], pieces: list[str]) -> None:
    """Finds the shared texts; of a text in several runs all, of its pronunciation nothing."""
    item, text, phonetic = (prefix + name for name in ("si", "t", "rPh"))
    parts: list[str] = []
    hidden: list[bool] = []

    def start(name: str, _: dict) -> None:
        hidden.extend([True] * (name == phonetic))
        pieces.clear()

    def end(name: str) -> None:
        if name == text and not hidden:
            parts.append("".join(pieces))
        elif name == phonetic:
            hidden.clear()
        elif name == item:
            done.append(plain("".join(parts)))
            parts.clear()
        pieces.clear()

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, pieces.append


@dataclass(frozen=True)
class Cells:
    """Finds the rows of a sheet: (row number from 1, cells as text, as far as the last one written)."""

    strings: Strings
    styles: Styles
    first_year: int

    def handlers(self, parser: expat.XMLParserType, prefix: str, done: list, pieces: list[str]) -> None:
        """Sets the handlers. They share: number of the row, what the cell says of itself, its text, whether that is
        how another one is pronounced, whether a formula gives it.
        """
        now = [0, {}, "", False, False]
        parser.StartElementHandler = _starts(prefix, now, pieces)
        parser.EndElementHandler = self._ends(prefix, now, done, pieces)
        parser.CharacterDataHandler = pieces.append

    def _ends(self, prefix: str, now: list, done: list, pieces: list[str]) -> Callable[[str], None]:
        cell, value, text, row, phonetic = (prefix + name for name in ("c", "v", "t", "row", "rPh"))
        strings, styles, first_year = self.strings, self.styles, self.first_year
        cells: list[str] = []
        columns: dict[str, int] = {}

        def end(name: str) -> None:
            nonlocal cells
            if name == value:
                now[_SEEN] = "".join(pieces)
            elif name == cell:
                given, seen = now[_GIVEN], now[_SEEN]
                if seen or (now[_FORMULA] and given.get("t") != "str"):
                    at = _place(given.get("r"), len(cells), columns)
                    if at > len(cells):
                        cells += [""] * (at - len(cells))
                    cells.append(said(seen, given.get("t"), given.get("s"), strings, styles, first_year))
                elif "r" not in given:
                    cells.append("")
            elif name == text and not now[_HIDDEN]:
                now[_SEEN] += "".join(pieces)
            elif name == row:
                done.append((now[_ROW], cells))
                cells = []
            elif name == phonetic:
                now[_HIDDEN] = False
            pieces.clear()

        return end


def column(letters: str) -> int:
    """A is 0, AA is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _starts(prefix: str, now: list, pieces: list[str]) -> Callable[[str, dict], None]:
    cell, row, phonetic, formula = (prefix + name for name in ("c", "row", "rPh", "f"))

    def start(name: str, found: dict[str, str]) -> None:
        if name == cell:
            now[_GIVEN], now[_SEEN], now[_FORMULA] = found, "", False
        elif name == row:
            now[_ROW] = _row_number(found.get("r"), now[_ROW])
        elif name == phonetic:
            now[_HIDDEN] = True
        elif name == formula:
            now[_FORMULA] = True
        pieces.clear()

    return start


def _place(reference: str | None, following: int, columns: dict[str, int]) -> int:
    if reference is None:
        at = following
    else:
        letters = reference.rstrip("0123456789")
        at = columns.get(letters)
        if at is None:
            at = columns[letters] = column(letters)
    if not following <= at < _COLUMNS:
        raise ValueError(reference)
    return at


def _row_number(given: str | None, before: int) -> int:
    number = int(given) if given else before + 1
    if not before < number <= _ROWS:
        raise ValueError(given)
    return number


def _no_doctype(*_: object) -> None:
    raise ValueError("doctype")  # no program that writes workbooks uses one; entities can be made to explode
