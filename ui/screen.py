"""Shows a page: its Board from cache or computed, drawn by the one component; events come back as Scope changes."""

from __future__ import annotations

import importlib
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from threading import Condition

import streamlit as st
from cachetools import LRUCache, cached

from board.long_rows import LongRows
from board.model import Board, Statement
from board.text import LANGUAGES
from data.versions import default_warehouse
from packs import names, recall
from queries import door, handed, warehouse
from queries.outdated import Outdated
from queries.scope import WHOLE, Scope
from ui import ahead, filters, pack_recall, pack_remarks, ready
from ui.component import draw
from ui.import_views import notice
from ui.links import to_params
from ui.pack_failures import FAILURES, words
from ui.payload import payload, with_ahead, with_download, with_part, with_rows
from ui.server import ahead_url, outlines_url, plotly_url, query_url

_MOST = 64 << 20  # bytes of finished pages in memory; each is some tens of KiB
_AMENDED = 64
_LONG = 2  # Boards with thousands of lines, for who reads on in one
_FIRST = "briefing"  # the page most readers open first
_MIMES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv;charset=utf-8",
    "png": "image/png",
    "pdf": "application/pdf",
}


def show(page_board: Callable[[Scope], Board]) -> None:
    """Says that the page whose file defines `page_board` is a Board; the frame draws it when the page's file has ended."""
    st.session_state["shown"] = Path(page_board.__code__.co_filename).stem


def draw_shown() -> None:
    """Draws the Board the page's file said it is, if any, within the scope the frame has read.

    What a page's file draws is taken down at the way to another page; what the frame draws stays, and is changed in place.
    """
    page: str | None = st.session_state.pop("shown", None)
    if page is None:
        return
    scope: Scope = st.session_state["scope"]
    part, wanted = (st.session_state.pop(name, None) for name in ("part", "download"))  # the next run is of another page
    board, data = finished(page, scope)
    found, said = pack_recall.written(page, scope, board_of)
    if found or said:
        board, data = _amended(page, scope, found.pack.number if found else "", said)
    if st.session_state.get("whole_table") == page:
        data = with_rows(data, board or board_of(page, scope))
    data = _with_part(data, page, scope, part)
    if wanted:
        try:
            data = _with_file(data, page, scope, wanted)
        except FAILURES as error:  # no file at all is better than one without its Chinese
            notice("warning", words(error, scope))
    draw(asked(data, scope, ahead.expect(page, scope, door.catalogue(scope), finished)), "board", _on_event)
    moved = st.session_state.pop("moved", None)
    if moved and found:
        pack_recall.ask(board, found, moved, scope)
    if st.session_state.pop("remark", False):
        pack_remarks.ask(page, scope)
    if st.session_state.pop("linked", False):
        pack_remarks.keep_version(scope)


def asked(data: bytes, scope: Scope, ticket: str = "") -> bytes:
    """The payload as the browser keeps it: with its question, and the ticket for what may be asked next."""
    return with_ahead(data, scope.version, to_params(scope), ahead_url(ticket) if ticket else "")


# who asks for the same page meanwhile waits for it
@cached(LRUCache(_MOST, lambda made: len(made[1])), condition=Condition(), info=True)
def finished(page: str, scope: Scope) -> tuple[Board | None, bytes]:
    """The Board of a page and its bytes for the screen; no Board with a table of thousands of lines, which only those need
    who want all of it: a dozen of them would fill this cache. A page's file is run by Streamlit anew each
    time, so the importable module is used: its code and this cache live on."""
    board = _board(page, scope)
    data = payload(board, scope.language, plotly_url=plotly_url(), outlines_url=outlines_url, query_url=query_url)
    return None if board.table and isinstance(board.table.rows, LongRows) else board, data


@lru_cache(maxsize=_LONG)
def _long(page: str, scope: Scope) -> Board:
    return _board(page, scope)


@lru_cache(maxsize=_AMENDED)
def _amended(page: str, scope: Scope, pack: str, said: tuple[Statement, ...]) -> tuple[Board, bytes]:
    """As `finished`, with remarks, and a mark on every number that was presented as another one in that pack."""
    board = replace(board_of(page, scope), remarks=said)
    if pack:
        board = recall.marked(board, pack_recall.recalled(page, scope, board_of), scope.language)
    return board, payload(board, scope.language, plotly_url=plotly_url(), outlines_url=outlines_url, query_url=query_url)


def board_of(page: str, scope: Scope) -> Board:
    """The Board of a page, finished or kept from before."""
    return finished(page, scope)[0] or _long(page, scope)


def warm() -> None:
    """Makes the page most readers open first, before the port opens, and then what they may ask for next, until one comes;
    nothing to do without a warehouse."""
    folder = default_warehouse()
    handed.serve(folder)
    if version := handed.current(folder):
        with suppress(Outdated, warehouse.Failed):  # the reader is told on the page
            scope = _first(version)
            finished(_FIRST, scope)
            ahead.expect(_FIRST, scope, door.catalogue(scope), finished)


def look() -> None:
    """Makes a version ready that was published meanwhile: its first page, and that of the older ones which are read."""
    ready.look(lambda version: finished(_FIRST, _first(version)), lambda version: _board(_FIRST, _first(version)))


def _first(version: str) -> Scope:
    """What most readers ask first."""
    return filters.default(warehouse.open_version(default_warehouse(), version).catalogue, WHOLE, LANGUAGES[0])


def _board(page: str, scope: Scope) -> Board:
    return importlib.import_module(f"pages.{page}").board(scope)


def _on_event(event: dict) -> None:
    if event["kind"] in ("moved", "remark", "linked"):
        st.session_state[event["kind"]] = event
    elif event["kind"] == "download":
        st.session_state["download"] = event
    elif event["kind"] == "part":
        st.session_state["part"] = event
    elif event["kind"] == "rows":
        st.session_state["whole_table"] = st.session_state["page"]


def _with_part(data: bytes, page: str, scope: Scope, wanted: dict | None) -> bytes:
    """The payload with the rows of a long table that were asked for, if any were and the page still has one."""
    table = board_of(page, scope).table if wanted else None
    return with_part(data, table.rows, wanted) if table and isinstance(table.rows, LongRows) else data


def _with_file(data: bytes, page: str, scope: Scope, wanted: dict) -> bytes:
    """The payload with the file asked for; made from the Board that is on the screen, so both say the same."""
    board = board_of(page, scope)
    what, chart_id = wanted["what"], wanted.get("chart") or ""
    content = _content(board, what, chart_id, scope.language)
    return with_download(data, secrets.token_hex(8), names.file_name(board, what, chart_id), _MIMES[what], content)


def _content(board: Board, what: str, chart_id: str, language: str) -> bytes:
    from packs import document, picture, plain, sheet

    if what == "xlsx":
        return sheet.workbook(board, language)
    if what == "csv":
        return plain.csv(board, language)
    if what == "pdf":
        return document.pdf(board, language)
    chart = next(c for c in board.charts if c.head.id == chart_id)
    return picture.png(board, chart, language)
