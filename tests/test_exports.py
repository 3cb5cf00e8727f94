"""A workbook and a CSV of real pages, read back: the same numbers as the screen, the same limits, nothing more."""

from __future__ import annotations

import csv
import importlib
import io
from datetime import datetime

import openpyxl
import pytest
import streamlit as st
from openpyxl.utils.escape import unescape

from board.model import Board, State, Value
from board.text import LANGUAGES, t
from packs import plain, sheet
from packs.rows import behind
from packs.states import said
from tests.scopes import YEARS, whole
from ui import screen
from ui.navigation import PAGES

OPEN = (State.SHOWN, State.HOLLOW, State.MERGED)
LIMITS = {"zh": {"period": YEARS}, "en": {"region": ("610800",), "level": ("B3", "B4")}}  # all years; one city


@pytest.fixture(scope="module", params=LANGUAGES)
def pages(request, province_house) -> tuple[str, list[tuple[Board, openpyxl.Workbook]]]:
    """A language, and every page in it with its workbook read back."""
    language = request.param
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XUNXIAO_WAREHOUSE", str(province_house.warehouse))
        scope = whole(province_house.known, language=language, class_id="C2025-0003", **LIMITS[language])
        boards = [importlib.import_module(f"pages.{page}").board(scope) for page in PAGES]
        return language, [(board, read(board, language)) for board in boards]


def read(board: Board, language: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(sheet.workbook(board, language)))


def written(value: Value, unit: str, language: str) -> object:
    """What a cell must hold; a workbook keeps fifteen digits."""
    if value.number is not None and value.state in OPEN:
        return pytest.approx(value.number, rel=1e-14)
    dated = unit == "date" and value.text[:1].isdigit()
    return datetime.fromisoformat(value.text) if dated else said(value, language)


def test_the_table_and_every_mark_come_back_from_the_workbook(pages):
    language, made = pages
    for board, book in made:
        sheets = book.worksheets
        assert len(sheets) == 1 + (board.table is not None) + len(board.charts)
        lines = list(sheets[1].values)
        assert list(lines[0]) == [column.title for column in board.table.columns]
        assert len(lines) == len(board.table.rows) + 1
        for cells, row in zip(lines[1:], board.table.rows, strict=True):
            for cell, value, column in zip(cells, row.cells, board.table.columns, strict=True):
                found = unescape(cell) if isinstance(cell, str) else "" if cell is None else cell
                assert found == written(value, column.unit, language), (board.page, column.key)
        for page, chart in zip(sheets[2:], board.charts, strict=True):
            table, lines = behind(chart, language), list(page.values)
            at = len(table.names)
            for cells, (names, value) in zip(lines[1 : len(table.lines) + 1], table.lines, strict=True):
                assert tuple(unescape(c) if isinstance(c, str) else c for c in cells[:at]) == names
                assert cells[at] == written(value, "", language)
                assert cells[at + 1] == (value.n if value.state in OPEN else None)


def test_filters_data_date_and_the_word_synthetic_stand_on_the_cover_and_below_the_csv(pages, province_house):
    language, made = pages
    for board, book in made:
        cover = {cell for row in book.worksheets[0].values for cell in row}
        rows = list(csv.reader(io.StringIO(plain.csv(board, language).decode("utf-8-sig"))))
        below = {cell for row in rows for cell in row}
        for _, text in board.filters:
            assert text in cover and text in below
        assert {board.title, board.stamp, board.synthetic} <= cover & below
        assert province_house.known.version in board.stamp


def test_the_csv_holds_the_table(pages):
    language, made = pages
    for board, _ in made:
        rows = list(csv.reader(io.StringIO(plain.csv(board, language).decode("utf-8-sig"))))
        heads = [column.title for column in board.table.columns]
        few = any(value.state is State.HOLLOW for row in board.table.rows for value in row.cells)
        assert rows[0] == heads + [t(language, "paper.state_hollow")] * few
        for cells, row in zip(rows[1:], board.table.rows, strict=False):
            names = [head for head, value in zip(heads, row.cells, strict=True) if value.state is State.HOLLOW]
            assert not few or cells.pop() == t(language, "paper.item_mark").join(names)
            for cell, value in zip(cells, row.cells, strict=True):
                if value.number is not None and value.state in OPEN:
                    assert float(cell) == pytest.approx(value.number, rel=1e-14)
                else:
                    assert cell == said(value, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_value_kept_back_is_words_in_every_file(sample, language):
    """Nine supervisors of class K1 answered, six of them with four or more: neither number may leave."""
    scope = whole(sample.known, language=language, class_id="K1")
    board = importlib.import_module("pages.one_class").board(scope)
    seen = next(tile for tile in board.tiles if tile.metric == "improvement_rate")
    assert seen.value.state is State.HIDDEN and seen.value.number is None and seen.value.n is None
    place = [column.key for column in board.table.columns].index("improvement_rate")
    line = [row.link.params for row in board.table.rows].index((("class", "K1"),)) + 1
    book = list(read(board, language).worksheets[1].values)
    rows = list(csv.reader(io.StringIO(plain.csv(board, language).decode("utf-8-sig"))))
    for cells in (book, rows):
        assert cells[line][place] == said(seen.value, language)
        assert t(language, "paper.state_hidden") in cells[line][place]


def test_a_file_asked_for_on_a_page_that_was_left_is_not_made_of_the_next_page(monkeypatch):
    held = {"shown": "levels", "scope": "any", "download": {"what": "pdf"}, "part": {"from": 0}}
    monkeypatch.setattr(st, "session_state", held)
    monkeypatch.setattr(screen, "finished", left)
    with pytest.raises(Left):
        screen.draw_shown()
    assert not {"shown", "download", "part"} & set(held)


class Left(BaseException):
    """What ends the run of a reader who leaves."""


def left(*_: object) -> None:
    """The reader leaves while the page is made."""
    raise Left
