"""The first sheets of a pack as pictures, before anything is made."""

from __future__ import annotations

import streamlit as st
import typst

from board.text import t
from data.versions import default_warehouse
from packs import pack
from packs.fonts import FontMissing
from packs.front import Front
from packs.make import Order, boards_of
from queries.outdated import Outdated
from queries.scope import Scope
from ui import import_views
from ui.screen import finished

_SHOWN, _ROW = 6, 3  # sheets, and how many stand side by side


def draw(order: Order, scope: Scope) -> None:
    """Draws the sheets of the (first) pack that was asked for."""
    lang = scope.language
    try:
        boards = boards_of(order, lambda page, asked: finished(page, asked)[0], default_warehouse())
        front = Front(t(order.scope.language, "pack.preview_mark"), order.title, order.who, order.when, order.scope,
                      replaces=order.replaces, decided=order.decided)  # fmt: skip
        sheets = pack.preview(boards, front, wide="pdf" not in order.formats and "wide" in order.formats)
    except FontMissing as error:
        import_views.notice("warning", error.said(lang))
        return
    except Outdated:
        import_views.notice("warning", t(lang, "pack.outdated", version=scope.version))
        return
    except typst.TypstError as error:
        import_views.notice("warning", t(lang, "pack.failed", reason=str(error)[:200]))
        return
    shown = sheets[:_SHOWN]
    for start in range(0, len(shown), _ROW):
        for column, sheet in zip(st.columns(_ROW), shown[start : start + _ROW], strict=False):
            column.image(sheet, width="stretch")
    st.caption(t(lang, "pack.preview_note", shown=len(shown), count=len(sheets)))
