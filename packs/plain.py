"""The table of a Board as CSV that opens in Excel in Chinese and loads anywhere: table first, then notes."""

from __future__ import annotations

import csv as writer
from io import StringIO

from board.model import Board, Value
from board.text import t
from packs.cover import cover_lines
from packs.states import open_to_all, said

# Spreadsheets compute what begins like this, also in its full-width form.
_COMPUTED = tuple("=+-@\t\r＝＋－＠")


def csv(board: Board, language: str) -> bytes:
    """UTF-8 with BOM, CRLF. First the table, then an empty line and (what, text): title, filters, data date.

    Numbers are plain (0.713 for 71.3%); a kept-back value is the word of its state.
    """
    out = StringIO()
    lines = writer.writer(out, lineterminator="\r\n")
    if board.table:
        lines.writerow([_words(column.title) for column in board.table.columns])
        lines.writerows([_cell(value, language) for value in row.cells] for row in board.table.rows)
        lines.writerow([])
    fractions = (t(language, "paper.fractions"), t(language, "paper.fractions_note"))
    lines.writerows([_words(what), _words(text)] for what, text in (*cover_lines(board, language), fractions))
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Value, language: str) -> str:
    number = open_to_all(value).number
    # Fifteen digits are what a spreadsheet keeps; more would only show binary dust.
    return _words(said(value, language)) if number is None else f"{number:.15g}"


def _words(text: str) -> str:
    return f"'{text}" if text.startswith(_COMPUTED) else text
