"""Every number of a pack as plain rows: what is sealed, made again, and compared with today."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

from board.formats import count, number
from board.model import Board, Chart, Funnel, State, Table, Tile, Value
from board.text import t
from data.metrics import metrics
from packs.rows import behind
from packs.states import open_to_all, said

_NAME = 24  # characters; a longer text beside the first one is no name


@dataclass(frozen=True)
class Cell:
    """One number: where it stands in its figure, and what was said."""

    names: tuple[str, ...]
    number: float | None
    n: int | None
    state: str
    text: str


@dataclass(frozen=True)
class Figure:
    """A tile, chart or table of a page. `id` is the same in every version of the same scope."""

    id: str
    page: str
    title: str
    metric: str
    query: str
    cells: tuple[Cell, ...]


def figures(boards: tuple[Board, ...], language: str) -> tuple[Figure, ...]:
    """All figures of the pages, in reading order."""
    return tuple(figure for board in boards for figure in _of_page(board, language))


def plain(figure: Figure) -> dict:
    """The figure as JSON holds it."""
    cells = [[list(c.names), c.number, c.n, c.state, c.text] for c in figure.cells]
    return {"id": figure.id, "page": figure.page, "title": figure.title, "metric": figure.metric,
            "query": figure.query, "cells": cells}  # fmt: skip


def read(given: dict) -> Figure:
    """A figure from its JSON. KeyError, TypeError or ValueError if it is none."""
    cells = tuple(Cell(tuple(names), number, n, state, text) for names, number, n, state, text in given["cells"])
    return Figure(given["id"], given["page"], given["title"], given["metric"], given["query"], cells)


def _of_page(board: Board, language: str) -> list[Figure]:
    found = [_tile(board.page, tile, language) for tile in board.tiles]
    found += [_chart(board.page, chart, language) for chart in board.charts]
    return found + ([_table(board.page, board.table, language)] if board.table else [])


def _tile(page: str, tile: Tile, language: str) -> Figure:
    cells = (_cell((tile.label,), tile.value, language),)
    return Figure(f"{page}.tile.{tile.metric or tile.word}", page, tile.label, tile.metric, "", cells)


def _chart(page: str, chart: Chart, language: str) -> Figure:
    cells = tuple(_cell(tuple(map(str, names)), value, language) for names, value in behind(chart, language).lines)
    metric = metrics().get(chart.head.metric)
    if isinstance(chart, Funnel):
        cells += _counted(chart, metric.unit if metric else "value", language)
    title = metric.label[language] if metric else chart.head.subtitle
    return Figure(f"{page}.chart.{chart.head.id}", page, title, chart.head.metric, chart.head.query, cells)


def _counted(chart: Funnel, unit: str, language: str) -> tuple[Cell, ...]:
    """How many classes each dot within the limits stands for, by its place; behind the marks, whose order others rely on."""
    what, shown = t(language, "paper.bin_count"), str(State.SHOWN)
    places = [(what, f"{part.x:g}", number(part.y, unit, language)) for part in chart.bins]
    many = [part.count for part in chart.bins]
    return tuple(Cell(at, n, None, shown, count(n, language)) for at, n in zip(places, many, strict=True))


def _table(page: str, table: Table, language: str) -> Figure:
    """Numbers of a table by the names of their row and the title of their column. A row is called by the texts before its
    first number; what is said behind them may be another text in another version."""
    leading = list(takewhile(lambda pair: pair[1].unit in ("text", "date"), enumerate(table.columns)))
    cells = []
    for row in table.rows:
        texts = [row.cells[i].text for i, column in leading if column.unit == "text"]
        name = " ".join(text for i, text in enumerate(texts) if i == 0 or len(text) <= _NAME)
        pairs = zip(table.columns, row.cells, strict=True)
        cells += [_cell((name, c.title), v, language) for c, v in pairs if c.unit not in ("text", "date")]
    return Figure(f"{page}.table", page, table.title, "", "", tuple(cells))


def _cell(names: tuple[str, ...], value: Value, language: str) -> Cell:
    shown = open_to_all(value)
    return Cell(names, shown.number, shown.n, str(value.state), said(value, language))
