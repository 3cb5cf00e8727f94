"""Hands a Board's charts to the Typst templates: plain JSON, nothing computed but the words of states."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import orjson
import typst

from board.formats import count
from board.model import Board, Chart, Link, Map, Table, Value
from board.palette import palette
from board.text import t, words
from data.outlines import outlines
from packs.fonts import Font
from packs.states import open_to_all, said, short, signed
from packs.widths import ems, unbroken

TEMPLATES = Path(__file__).parent / "templates"
_ON_EVERY_EXPORT = ("title", "filters", "stamp", "synthetic")
_IN_A_DOCUMENT = (
    *_ON_EVERY_EXPORT, "page", "sentence", "meta", "notices", "empty", "tiles", "findings", "actions", "remarks",
    "definitions",
)  # fmt: skip
_REMEMBERED = 11
_LONGEST_TABLE = 80  # rows on paper; the rest is in the workbook, and the sheet says so


def compiled(template: str, font: Font, given: dict[str, str], **form: object) -> bytes:
    """What Typst makes of a template; a warning (a missing glyph, a lost font) is an error.

    One compiler a call: a shared one refuses to work from two threads. The fonts are shared.
    """
    # Given as source and not as sys.inputs: those belong to everything, so that a figure drawn before would be drawn anew.
    inputs = ", ".join(f"{name}: {orjson.dumps(text).decode()}" for name, text in given.items())
    source = f'#import "{template}": sheet\n#sheet(({inputs},))'
    compiler = typst.Compiler(source.encode(), root=str(TEMPLATES), font_paths=font.loaded, ignore_system_fonts=True)
    made, warnings = compiler.compile_with_warnings(**form)
    if warnings:
        raise typst.TypstError("; ".join(str(warning) for warning in warnings))
    return made


def forget() -> None:
    """Lets Typst drop what it keeps of the documents drawn so far: some 40 MB a pack, for ten documents more."""
    for _ in range(_REMEMBERED):
        typst.Compiler(b"", ignore_system_fonts=True).compile(format="pdf")


def inputs(
    board: Board, charts: tuple[Chart, ...], language: str, font: Font, whole: bool = False
) -> dict[str, str]:
    """What a template is given: look, words, what is printed on every export, charts and the outlines of maps; with
    `whole` also the rest of the Board.

    All text is reduced to what the font can draw. Raises FileNotFoundError for a map layer without outlines.
    """
    data = {
        "language": language,
        "font": font.family,
        "look": palette(),
        "words": {key[6:]: text for key, text in words(language).items() if key.startswith("paper.")},
        "board": {
            name: _plain(getattr(board, name), language, font)
            for name in (_IN_A_DOCUMENT if whole else _ON_EVERY_EXPORT)
        },
        "charts": [_chart(chart, language, font) for chart in charts],
    }
    if whole:
        data["board"]["table"] = _table(board.table, language, font) if board.table else None
    return {"data": orjson.dumps(data).decode()}


def _chart(chart: Chart, language: str, font: Font) -> dict:
    shape = {"shape": outlines(chart.layer)} if isinstance(chart, Map) else {}
    return _plain(chart, language, font) | shape


def _table(table: Table, language: str, font: Font) -> dict:
    """The first rows of a table, in `more` how many stand elsewhere, in `key` what its sign means, and in `needs` how
    wide the columns are in em.
    """
    rows = len(table.rows)
    kept = rows if rows <= _LONGEST_TABLE else table.shown
    more = t(language, "paper.more_rows", shown=kept, count=rows) if kept < rows else ""
    plain = _plain(replace(table, rows=table.rows[:kept]), language, font)
    kept_back = any(signed(value) for row in table.rows[:kept] for value in row.cells)
    key = t(language, "paper.table_hidden") if kept_back else ""
    texts = [[row["cells"][i]["short"] for row in plain["rows"]] for i in range(len(table.columns))]
    needs = [_needs(column["title"], cells) for column, cells in zip(plain["columns"], texts, strict=True)]
    return plain | {"more": more, "key": font.readable(key), "needs": needs}


def _needs(head: str, cells: list[str]) -> dict[str, float]:
    """In em: the widest text, the widest head, and what neither can do without."""
    least = max(map(unbroken, (head, *cells)))
    return {"text": max(map(ems, cells), default=0), "head": ems(head), "least": least}


def _plain(item: object, language: str, font: Font) -> object:
    """Dataclasses as dicts, without links (paper has none); a value also says its text with its state, in
    full and in a table, and its n.
    """
    if isinstance(item, str):
        return font.readable(item)
    if isinstance(item, tuple):
        return [_plain(part, language, font) for part in item]
    if not is_dataclass(item):
        return item
    kept = open_to_all(item) if isinstance(item, Value) else item
    parts = {f.name: getattr(kept, f.name) for f in fields(kept)}
    plain = {name: _plain(part, language, font) for name, part in parts.items() if not isinstance(part, Link)}
    if not isinstance(item, Value):
        return plain
    counted = "" if kept.n is None else t(language, "board.n", n=count(kept.n, language))
    both = {"said": said(item, language), "short": short(item, language)}
    return plain | {name: font.readable(text) for name, text in both.items()} | {"counted": counted}
