"""What was said last time: a page beside the last sealed pack that showed it, and marks on what is another number now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from board.model import Board, Chart, Heat, Mark, State, Table, Trend, Value
from board.text import t
from data.versions import age
from packs import seal, store
from packs.figures import Cell, Figure, figures
from packs.make import FOLDER
from packs.proof import Moved, Sealed, by_names, opened, words_of
from packs.states import word
from queries.scope import Scope

Places = dict[tuple[str, int], Moved]  # id of a figure and place of a cell in it


@dataclass(frozen=True)
class Recalled:
    """The pack that showed a page last, and what has moved of it since."""

    pack: store.Pack
    sealed: Sealed
    places: Places


def last(page: str, scope: Scope, warehouse: Path) -> store.Pack | None:
    """The newest unaltered pack with this page and exactly this question, of a version not newer than the scope's."""
    if not (warehouse / FOLDER).is_dir():
        return None
    for pack in store.packs(warehouse):
        sealed = sealed_of(pack, warehouse)
        if sealed and page in sealed.manifest["pages"] and _same(sealed.scope, scope):
            return pack
    return None


def sealed_of(pack: store.Pack, warehouse: Path) -> Sealed | None:
    """What a registered pack holds, None if its manifest or figures are not the registered ones."""
    folder = warehouse / FOLDER / pack.number
    try:
        stamp = tuple((folder / name).stat().st_mtime_ns for name in (seal.MANIFEST, seal.FIGURES))
    except OSError:
        return None
    return _sealed(folder, pack.manifest, stamp)


def recalled(pack: store.Pack, sealed: Sealed, board: Board) -> Recalled:
    """`board`: the page now, in the language of the pack."""
    was = {figure.id: figure for figure in sealed.figures}
    return Recalled(pack, sealed, {
        place: move for figure in figures((board,), sealed.scope.language)
        for place, move in _moved(was.get(figure.id), figure)
    })  # fmt: skip


def marked(board: Board, found: Recalled, language: str) -> Board:
    """The page with a mark on every number that has moved: what was presented, in which pack, and when."""
    notes = {place: _said(move, found, language) for place, move in found.places.items()}
    sizes = {figure.id: len(figure.cells) for figure in figures((board,), language)}

    def of(id: str) -> Iterator[str]:
        return iter([notes.get((id, i), "") for i in range(sizes[id])])

    tiles = tuple(replace(tile, value=_with(tile.value, next(of(_tile(board, tile))))) for tile in board.tiles)
    charts = tuple(_chart(chart, of(f"{board.page}.chart.{chart.head.id}")) for chart in board.charts)
    table = _table(board.table, of(f"{board.page}.table")) if board.table else None
    return replace(board, tiles=tiles, charts=charts, table=table)


def then_said(cell: Cell, found: Recalled, language: str) -> str:
    """The words of then; only that of a state is said in the reader's language."""
    state, own = State(cell.state), found.sealed.scope.language
    return cell.text.replace(word(state, own), word(state, language))


def _same(asked: Scope, scope: Scope) -> bool:
    alike = scope.changed(version=asked.version, language=asked.language, beside=asked.beside) == asked
    return alike and age(asked.version) <= age(scope.version)


@lru_cache(maxsize=512)
def _sealed(folder: Path, manifest: str, _stamp: tuple[int, ...]) -> Sealed | None:
    try:
        if seal.digest((folder / seal.MANIFEST).read_bytes()) != manifest:
            return None
        sealed = opened(folder)
        whole = seal.digest((folder / seal.FIGURES).read_bytes()) == sealed.manifest["files"][seal.FIGURES]
    except (OSError, ValueError, KeyError):
        return None
    return sealed if whole else None


def _moved(was: Figure | None, now: Figure) -> Iterator[tuple[tuple[str, int], Moved]]:
    """What was shown then and says something else now. A number that never stood in the pack has no past."""
    here = by_names(now)
    then = by_names(was, here)
    for i, (names, cell) in enumerate(here.items()):
        if names in then and words_of(then[names]) != words_of(cell):
            yield (now.id, i), Moved(now, names, then[names], cell)


def _said(move: Moved, found: Recalled, language: str) -> str:
    was = then_said(move.was, found, language)
    return t(language, "pack.said_then", number=found.pack.number, day=found.pack.made[:10], was=was)


def _with(value: Value, note: str) -> Value:
    if not note:
        return value
    return replace(value, moved=note, note="; ".join(part for part in (value.note, note) if part))


def _tile(board: Board, tile) -> str:
    return f"{board.page}.tile.{tile.metric or tile.word}"


def _mark(mark: Mark, notes: Iterator[str]) -> Mark:
    return replace(mark, value=_with(mark.value, next(notes)))


def _chart(chart: Chart, notes: Iterator[str]) -> Chart:
    match chart:
        case Trend():
            lines = tuple(replace(x, marks=tuple(_mark(m, notes) for m in x.marks)) for x in chart.lines)
            return replace(chart, lines=lines)
        case Heat():
            return replace(chart, cells=tuple(tuple(_mark(m, notes) for m in row) for row in chart.cells))
        case _:
            return replace(chart, marks=tuple(_mark(m, notes) for m in chart.marks))


def _table(table: Table, notes: Iterator[str]) -> Table:
    counted = [column.unit not in ("text", "date") for column in table.columns]
    rows = tuple(
        replace(row, cells=tuple(_with(v, next(notes)) if yes else v for yes, v in zip(counted, row.cells, strict=True)))
        for row in table.rows
    )
    return replace(table, rows=rows)
