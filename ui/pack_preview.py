"""The first sheets of a pack as pictures, before anything is made."""

from __future__ import annotations

import streamlit as st

from board.text import t
from data.versions import default_warehouse
from packs import pack
from packs.front import Front
from packs.make import Order, boards_of
from queries.scope import Scope
from ui import import_views
from ui.pack_failures import FAILURES, words
from ui.screen import board_of

_SHOWN, _ROW = 6, 3  # sheets, and how many stand side by side


def draw(order: Order, scope: Scope) -> None:
    """Draws the sheets of the (first) pack that was asked for."""
    lang = scope.language
    try:
        boards = boards_of(order, board_of, default_warehouse())
        front = Front(t(order.scope.language, "pack.preview_mark"), order.title, order.who, order.when, order.scope,
                      replaces=order.replaces, decided=order.decided)  # fmt: skip
        sheets = pack.pictures(boards, front, wide="pdf" not in order.formats and "wide" in order.formats)
    except FAILURES as error:
        import_views.notice("warning", words(error, scope))
        return
    shown = sheets[:_SHOWN]
    for start in range(0, len(shown), _ROW):
        for column, sheet in zip(st.columns(_ROW), shown[start : start + _ROW], strict=False):
            column.image(sheet, width="stretch")
    st.caption(t(lang, "pack.preview_note", shown=len(shown), count=len(sheets)))
