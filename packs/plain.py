"""Tables and figures of a Board as CSV that opens in Excel in Chinese and loads anywhere: numbers, then notes."""

from __future__ import annotations

import csv as writer
from collections.abc import Iterable, Iterator
from io import StringIO

from board.model import Board, Chart, State, Value
from board.text import t
from packs import names
from packs.cover import cover_lines
from packs.front import Front, lines, theme
from packs.rows import BESIDE, behind, below
from packs.states import open_to_all, said, word

# Spreadsheets compute what begins like this, also in its full-width form.
_COMPUTED = tuple("=+-@\t\r＝＋－＠")


def csv(board: Board, language: str) -> bytes:
    """UTF-8 with BOM, CRLF. First the table, then an empty line and (what, text): title, filters, data date.

    Numbers are plain (0.713 for 71.3%); a kept-back value is the word of its state. A last column names the columns whose
    number rests on few, if any does.
    """
    return _written(_table(board, language), cover_lines(board, language), language)


def files(boards: tuple[Board, ...], front: Front) -> Iterator[tuple[str, bytes]]:
    """Name and content of a CSV for the table and for each figure of every page, as `csv`, with the pack's number."""
    lang = front.scope.language
    for i, board in enumerate(boards, 1):
        about = tuple(dict.fromkeys((*cover_lines(board, lang), *lines(front, boards))))
        tables = [(board.table.title, _table(board, lang))] if board.table else []
        tables += [(chart.head.title, _figure(chart, lang)) for chart in board.charts]
        for j, (title, rows) in enumerate(tables, 1):
            yield names.listed(f"{i:02d}-{j:02d} {theme(board, lang)} {title}", "csv"), _written(rows, about, lang)


def _table(board: Board, language: str) -> list[list[str]]:
    if not board.table:
        return []
    heads = [column.title for column in board.table.columns]
    rows = [[_cell(value, language) for value in row.cells] for row in board.table.rows]
    few = [
        t(language, "paper.item_mark").join(head for head, value in zip(heads, row.cells, strict=True) if _hollow(value))
        for row in board.table.rows
    ]
    if any(few):  # a plain number cannot say that it rests on few
        heads.append(word(State.HOLLOW, language))
        rows = [[*row, _words(names)] for row, names in zip(rows, few, strict=True)]
    return [[_words(head) for head in heads], *rows]


def _hollow(value: Value) -> bool:
    return value.state is State.HOLLOW


def _figure(chart: Chart, language: str) -> list[list[str]]:
    """Its marks: names, number, n, interval, state, and how it is read; below them what is drawn beside them."""
    table, found = behind(chart, language), []
    for name, value in table.lines:
        shown = open_to_all(value)
        numbers = ["" if number is None else f"{number:.15g}" for number in (shown.n, shown.low, shown.high)]
        state = (word(value.state, language), said(value, language))
        found.append([*(_words(str(part)) for part in name), _cell(value, language), *numbers, *map(_words, state)])
    heads, lines = below(chart, language)
    further = [[], [*heads], *([_item(item) for item in line] for line in lines)] if lines else []
    return [[*table.names, *(t(language, f"paper.{key}") for key in BESIDE)], *found, *further]


def _written(rows: list[list[str]], about: Iterable[tuple[str, str]], language: str) -> bytes:
    out = StringIO()
    made = writer.writer(out, lineterminator="\r\n")
    if rows:
        made.writerows([*rows, []])
    fractions = (t(language, "paper.fractions"), t(language, "paper.fractions_note"))
    made.writerows([_words(what), _words(text)] for what, text in (*about, fractions))
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Value, language: str) -> str:
    number = open_to_all(value).number
    # Fifteen digits are what a spreadsheet keeps; more would only show binary dust.
    return _words(said(value, language)) if number is None else f"{number:.15g}"


def _item(item: str | float) -> str:
    return _words(item) if isinstance(item, str) else f"{item:.15g}"


def _words(text: str) -> str:
    return f"'{text}" if text.startswith(_COMPUTED) else text
