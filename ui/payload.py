"""A Board as the bytes the screen component takes: plain texts, figures, links; never markup."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import asdict

import orjson

from board.long_rows import LongRows
from board.model import (
    Board,
    Chart,
    Definition,
    Dots,
    Funnel,
    Heat,
    Link,
    Map,
    Row,
    Signal,
    State,
    Statement,
    Table,
    Tile,
    Trend,
    Value,
)
from board.text import t, words
from ui.figures import figure, marks, names
from ui.figures_base import number, plain
from ui.figures_heat import scale
from ui.figures_map import keys

_TEXTS = (
    "few", "findings", "rules", "actions", "view_table", "view_chart", "picture", "definition", "definitions", "close",
    "show_all", "show_less", "show_next", "printed", "find", "found", "found_none", "sort",
    "download_xlsx", "download_csv", "download_pdf",
    "back", "tiles", "loading", "working", "failed", "rule", "formula", "sql", "query_sql", "moved", "guide", "point_leads",
    "remarks", "remark_write", "copy_link", "copied", "copy_by_hand",
    "present", "present_next", "present_back", "present_end", "present_more",
)  # fmt: skip
_SAID = ("findings", "actions", "remarks")
_SIGN = "⟳"
_PART = 100  # rows of a table of thousands that a browser gets and draws at a time
_GUIDE = "reading"  # the page that says how each chart is read


def payload(
    board: Board, language: str, *, plotly_url: str, outlines_url: Callable[[str], str], query_url: Callable[[str], str],
    projector: bool = False,
) -> bytes:  # fmt: skip
    """The Board as JSON bytes; the same Board gives the same bytes, so they may be cached.

    `plotly_url` is where the browser loads the drawing library, `outlines_url(layer)` the outlines of a map,
    `query_url(sql)` the text of a query, which few readers open. `token` is a digest of the content: the page
    marks with it what it painted.
    """
    said = {
        "lang": language, "projector": projector, "plotly_url": plotly_url,
        "texts": {key: words(language)[f"screen.{key}"] for key in _TEXTS},
        "page": board.page, "reference": board.page == "definitions", "guide": _GUIDE,
        "title": board.title, "sentence": _statement(board.sentence, language),
        "meta": board.meta, "stamp": board.stamp, "synthetic": board.synthetic, "empty": board.empty,
        "notices": board.notices,
        "crumbs": [{"text": text, "link": _link(link)} for text, link in board.crumbs],
        "tiles": [_tile(tile) for tile in board.tiles],
        "charts": [_chart(chart, language, outlines_url) for chart in board.charts],
        **{part: [_statement(each, language) for each in getattr(board, part)] for part in _SAID},
        "link_line": _link_line(board, language),
        "table": _table(board.table, language), **_definitions(board.definitions, query_url),
    }  # fmt: skip
    body = orjson.dumps(said)
    token = hashlib.blake2s(body, digest_size=8).hexdigest()
    return b"%b,%b" % (body[:-1], orjson.dumps({"token": token})[1:])


def deck(pages: list[bytes], mark: str, nonce: str) -> bytes:
    """Payloads of several pages, to be shown one after the other in front of people; one nonce is shown once."""
    return b'{"deck":[%b],%b' % (b",".join(pages), orjson.dumps({"mark": mark, "nonce": nonce})[1:])


def with_download(data: bytes, nonce: str, name: str, mime: str, content: bytes) -> bytes:
    """The payload with a file to save; the browser saves one nonce once."""
    file = {"nonce": nonce, "name": name, "mime": mime, "base64": base64.b64encode(content).decode("ascii")}
    return b'%b,"download":%b}' % (data[:-1], orjson.dumps(file))


def with_rows(data: bytes, board: Board) -> bytes:
    """The payload with every row of the page's table, for a reader who sorts it or wants to see all."""
    rows = [_row(row) for row in board.table.rows] if board.table else []
    return b'%b,"rows":%b}' % (data[:-1], orjson.dumps(rows))


def with_part(data: bytes, rows: LongRows, wanted: dict) -> bytes:
    """The payload with some rows of a table of thousands: those from number `from` on, sorted and found as is `wanted`."""
    sort, down, find, start = wanted["sort"], wanted["down"], wanted["find"], wanted["from"]
    places = rows.places(sort, down, find)
    part = {
        "sort": sort, "down": down, "find": find, "from": start, "found": len(places),
        "rows": [_row(row) for row in rows.at(places[start : start + _PART])],
    }  # fmt: skip
    return b'%b,"part":%b}' % (data[:-1], orjson.dumps(part))


def with_ahead(data: bytes, version: str, params: dict[str, str], url: str) -> bytes:
    """The payload with the question it answers, and where the browser fetches what may be asked next ("" for nowhere)."""
    return b'%b,"asked":%b}' % (data[:-1], orjson.dumps({"version": version, "params": params, "ahead": url}))


def _link(link: Link | None) -> dict | None:
    return {"page": link.page, "params": link.params} if link else None


def _statement(said: Statement | None, language: str) -> dict | None:
    if said is None:
        return None
    grade = t(language, f"screen.grade_{said.grade}") if said.grade else ""
    return {
        "text": said.text, "grade": said.grade or "", "grade_text": grade, "basis": said.basis,
        "link": _link(said.link),
    }  # fmt: skip


def _tile(tile: Tile) -> dict:
    signal = "" if tile.signal is Signal.NONE else tile.signal
    return {
        "word": tile.word, "label": tile.label, "text": tile.value.text, "state": tile.value.state,
        "note": tile.value.note, "signal": signal, "signal_text": tile.signal_text, "notes": tile.notes,
        "metric": tile.metric, "link": _link(tile.link), "moved": tile.value.moved,
    }  # fmt: skip


def _definitions(found: tuple[Definition, ...], query_url: Callable[[str], str]) -> dict:
    """Definitions by metric. Many come from one query, so its address is sent once."""
    queries = list(dict.fromkeys(d.query_sql for d in found))
    said = {d.metric: {**asdict(d), "query_sql": queries.index(d.query_sql)} for d in found}
    return {"definitions": said, "queries": [query_url(sql) if sql else "" for sql in queries]}


def _chart(chart: Chart, language: str, outlines_url: Callable[[str], str]) -> dict:
    head = chart.head
    return {
        "id": head.id, "kind": chart.kind, "title": head.title, "subtitle": head.subtitle, "foot": head.foot,
        "metric": head.metric, "alt": head.alt, "figure": figure(chart, language),
        "keys": _keys(chart, language), "source": chart.source if isinstance(chart, Map) else "",
        "outlines_url": outlines_url(chart.layer) if isinstance(chart, Map) else "",
        "links": [_link(mark.link) for mark in marks(chart)], "view": _view(chart, language),
        "moved": _moved([mark.value for mark in marks(chart)], language),
    }  # fmt: skip


def _link_line(board: Board, language: str) -> str:
    """What a link to this page shows, in words."""
    pairs = (name + t(language, "paper.name_mark") + text for name, text in board.filters)
    limits = t(language, "paper.item_mark").join(pairs)
    return t(language, "screen.link_line", title=board.title, limits=limits, stamp=board.stamp)


def _moved(values: list[Value], language: str) -> str:
    """How many of the values a sealed pack said otherwise, in words."""
    count = sum(bool(value.moved) for value in values)
    return t(language, "screen.moved_count", count=count) if count else ""


def _keys(chart: Chart, language: str) -> list[dict]:
    """What the drawing does not say directly: colour classes first, then the signs in use."""
    found: list[tuple[str, str, str]] = []
    if isinstance(chart, Map):
        found += [("swatch", colour, text) for colour, text in keys(chart)]
    if isinstance(chart, Heat) and not _written(chart, language):
        *paler, darkest = [colour for _, colour in scale(chart.axis)]
        low, high = chart.axis.ticks[0][1], chart.axis.ticks[-1][1]
        ends = t(language, "board.span", low=low, high=high)
        found += [*(("ramp", colour, "") for colour in paler), ("ramp", darkest, ends)]
    if isinstance(chart, Dots) and any(chart.peers):
        found.append(("band", "", t(language, "screen.key_peers")))
    if isinstance(chart, Funnel):
        found.append(("lines", "", t(language, "screen.key_limits")))
        found += [("point", "", chart.bin_text)] if chart.bin_text else []
    if isinstance(chart, Trend) and chart.limits:
        found.append(("control", "", t(language, "screen.key_control")))
    if isinstance(chart, Trend):
        seen = {mark.role for line in chart.lines for mark in line.marks}
        found += [(role, "", t(language, f"screen.key_{role}")) for role in ("better", "worse") if role in seen]
    states = {mark.value.state for mark in marks(chart)}
    if State.HOLLOW in states:
        key = "key_hollow_map" if isinstance(chart, Map) else "key_hollow"
        found.append(("hollow", "", t(language, f"screen.{key}")))
    if State.HIDDEN in states:
        found.append(("hatch", "", t(language, "screen.key_hidden")))
    if isinstance(chart, Trend) and State.MERGED in states:
        found.append(("diamond", "", t(language, "screen.key_merged")))
    return [{"shape": shape, "colour": colour, "text": text} for shape, colour, text in found]


def _written(chart: Heat, language: str) -> bool:
    """Whether the cells carry their numbers, so that the colours need no key."""
    said = {text for trace in figure(chart, language)["data"] for text in trace.get("text", ())}
    return any(plain(mark.value.text) in said for mark in marks(chart) if number(mark.value) is not None)


def _view(chart: Chart, language: str) -> dict:
    """The chart's marks as a table: heads, and rows of [texts…, value, n, note]."""
    first = {"trend": ("series", "period"), "heat": ("row", "column")}.get(chart.kind, ("item",))
    heads = [t(language, f"screen.{key}") for key in (*first, "value", "count", "note")]
    rows = [
        [*(pair if len(first) == 2 else pair[1:]), _text(m.value), _count(m.value), m.value.note]
        for pair, m in zip(names(chart), marks(chart), strict=True)
    ]
    return {"heads": heads, "rows": rows, "texts": len(first)}


def _text(value: Value) -> str:
    """What is read, with the sign of a number that was presented as another one."""
    return f"{value.text} {_SIGN}" if value.moved else value.text


def _count(value: Value) -> str:
    """The count a value rests on; a protected value keeps its count back too."""
    return "" if value.n is None or value.state is State.HIDDEN else f"{value.n:,}"


def _table(table: Table | None, language: str) -> dict | None:
    """The rows shown at first: thousands of classes would otherwise travel at every click."""
    if table is None:
        return None
    made = () if isinstance(table.rows, LongRows) else table.rows  # rows not yet made carry no marks (packs/recall.py)
    return {
        "title": table.title, "note": table.note, "shown": table.shown, "count": len(table.rows),
        "long": isinstance(table.rows, LongRows),
        "columns": [asdict(column) for column in table.columns],
        "rows": [_row(row) for row in table.rows[: table.shown]],
        "moved": _moved([value for row in made for value in row.cells], language),
    }  # fmt: skip


def _row(row: Row) -> dict:
    """Cells as [text, number to sort by, state, note], shortened from the right."""
    return {"cells": [_cell(value) for value in row.cells], "link": _link(row.link)}


def _cell(value: Value) -> list:
    state = "" if value.state is State.SHOWN else value.state
    cell = [_text(value), number(value), state, value.note]
    while len(cell) > 1 and not cell[-1] and cell[-1] != 0:
        cell.pop()
    return cell
