"""Tables of a web page, which many programs hand out under the name of an XLS: rows of text, merged cells repeated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path

LARGEST = 64 << 20  # bytes of a page; a longer one takes minutes to be taken apart
_WIDEST = 4_001  # cells of a row: one more than any table may have
_DEEPEST = 1 << 16  # rows a merged cell may reach down
_CHUNK = 1 << 16
_CELLS = ("td", "th")
Row = tuple[int, int, list[str]]  # table and row, both counted from 1, and its cells


def rows(path: Path) -> Iterator[Row]:
    """All rows of all tables of a page in UTF-8; those of a table within a cell are a table of their own."""
    page = _Page()
    with path.open(encoding="utf-8", errors="replace") as text:
        while chunk := text.read(_CHUNK):
            page.feed(chunk)
            yield from page.taken()
    page.close()
    page.end()
    yield from page.taken()


def tops(found: Iterable[Row], count: int) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Name of each table that has rows and columns -> its first rows. One table alone needs no name."""
    tables: dict[int, list[tuple[str, ...]]] = {}
    for table, number, cells in found:
        if number <= max(count, 2):  # a second row says that the first is a heading
            tables.setdefault(table, []).append(tuple(cells))
    real = {str(table): tuple(top[:count]) for table, top in tables.items() if len(top) > 1 and max(map(len, top)) > 1}
    return {"": next(iter(real.values()))} if len(tables) == len(real) == 1 else real


@dataclass(frozen=True)
class _Table:
    """A table that is being read. `cells` is its row and `text` its cell while they are open, `span` that of the cell.

    `below` are merged cells that reach down: column -> (text, rows left).
    """

    number: int
    row: int = 0
    cells: list[str] | None = None
    text: list[str] | None = None
    span: tuple[int, int] = (1, 1)
    below: dict[int, tuple[str, int]] = field(default_factory=dict)


class _Page(HTMLParser):
    """Collects rows; ends that a page leaves out are where the next row or cell begins."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[_Table] = []
        self._done: list[Row] = []
        self._tables, self._silent = 0, 0

    def taken(self) -> list[Row]:
        """The rows that are whole since the last time."""
        done, self._done = self._done, []
        return done

    def end(self) -> None:
        """The page is over, whatever is still open."""
        while self._open:
            self._table_over()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._silent += 1
        elif tag == "table":
            self._tables += 1
            self._open.append(_Table(self._tables))
        elif self._open and tag == "tr":
            self._row_over()
            self._now(cells=[])
        elif self._open and tag in _CELLS:
            self._cell_over()
            said, cells = dict(attrs), self._open[-1].cells
            span = _count(said.get("colspan"), _WIDEST), _count(said.get("rowspan"), _DEEPEST)
            self._now(cells=[] if cells is None else cells, text=[], span=span)
        elif tag in ("br", "p", "div"):
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent = max(0, self._silent - 1)
        elif self._open and tag == "table":
            self._table_over()
        elif self._open and tag == "tr":
            self._row_over()
        elif self._open and tag in _CELLS:
            self._cell_over()

    def handle_data(self, data: str) -> None:
        if self._open and not self._silent and self._open[-1].text is not None:
            self._open[-1].text.append(data)

    def _now(self, **changed: object) -> None:
        self._open[-1] = replace(self._open[-1], **changed)

    def _cell_over(self) -> None:
        table = self._open[-1]
        if table.text is None or table.cells is None:
            return
        text, (wide, deep) = " ".join("".join(table.text).split()), table.span
        _fill(table.cells, table.below)
        for _ in range(min(wide, _WIDEST - len(table.cells))):
            if deep > 1:
                table.below[len(table.cells)] = (text, deep - 1)
            table.cells.append(text)
        self._now(text=None)

    def _row_over(self) -> None:
        self._cell_over()
        table = self._open[-1]
        if table.cells is not None:
            _fill(table.cells, table.below)
            self._done.append((table.number, table.row + 1, table.cells))
            self._now(row=table.row + 1, cells=None)

    def _table_over(self) -> None:
        self._row_over()
        self._open.pop()


def _fill(cells: list[str], below: dict[int, tuple[str, int]]) -> None:
    """Puts what reaches down from above into the columns that are next."""
    while (at := len(cells)) in below:
        text, left = below.pop(at)
        if left > 1:
            below[at] = (text, left - 1)
        cells.append(text)


def _count(text: str | None, most: int) -> int:
    return min(max(int(text), 1), most) if text and text.isascii() and text.isdecimal() and len(text) < 7 else 1
