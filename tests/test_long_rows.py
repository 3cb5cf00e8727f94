"""Lists of thousands are sorted and found as a whole, only the rows shown are made, and all of them once on paper."""

from __future__ import annotations

import importlib
from dataclasses import replace

import pytest

from board.long_rows import LongRows, _spelt, plain
from packs.sheet import workbook
from queries.scope import WHOLE
from tests.boards import sample, thousands
from ui import filters

PAGES = {"classes": {}, "follow_up": {}, "problems": {}, "selection": {"unit": "all"}}


@pytest.mark.parametrize("page", PAGES)
def test_every_column_sorts_and_every_word_finds_as_the_rows_themselves_would(province, page):
    scope = filters.default(province.known, WHOLE, "zh").changed(**PAGES[page])
    table = importlib.import_module(f"pages.{page}").board(scope).table
    assert isinstance(table.rows, LongRows) and len(table.rows) > 20
    made, texts = list(table.rows), [i for i, column in enumerate(table.columns) if column.unit in ("text", "date")]
    for i, column in enumerate(table.columns):
        for down in (False, True):
            said = [row.cells[i] for row in table.rows.at(table.rows.places(column.key, down, ""))]
            if i in texts:
                assert [cell.text for cell in said] == sorted((r.cells[i].text for r in made), key=_spelt, reverse=down)
                continue
            held = sorted((r.cells[i].number for r in made if r.cells[i].number is not None), reverse=down)
            assert [cell.number for cell in said] == [*held, *[None] * (len(made) - len(held))], column.key
    for words in (made[-1].cells[0].text, made[0].cells[0].text[:2] + " 1", "nobody"):
        wanted = [r for r in made if all(w in plain(" ".join(r.cells[i].text for i in texts)) for w in plain(words).split())]
        assert list(table.rows.at(table.rows.places("", False, words))) == wanted
    assert list(table.rows.at(table.rows.places("no such column", True, ""))) == made


def test_a_workbook_makes_each_row_once_however_many_columns_it_has():
    board, made = sample("zh"), []
    rows = thousands(board.table).rows
    counted = replace(rows, make=lambda record, at: made.append(at) or rows.make(record, at))
    assert workbook(replace(board, table=replace(board.table, rows=counted)), "zh")
    assert sorted(made) == list(range(len(rows)))
