"""The one screen component: registered at import, mounted once a page under a key that never changes."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui import board_files
from ui.server import board_url

_COMPONENT = "xunxiao_board"


def draw(data: bytes, key: str, on_event: Callable[[dict], None]) -> dict | None:
    """Draws a payload (ui.payload) and returns the event of this run, None without one.

    `on_event` gets the event before the page runs again. A link is none: it changes the address. Events:
    {"kind": "download", "what": "png" | "xlsx" | "csv" | "pdf", "chart": id, only for png} and
    {"kind": "rows"}: every row of the table is wanted (ui.payload.with_rows); of one of thousands
    {"kind": "part", "sort": column, "down": whether, "find": words, "from": number}: some (ui.payload.with_part).
    """

    def arrived() -> None:
        event = st.session_state[key].event
        if event:
            on_event(event)

    return _board(data=data, key=key, on_event_change=arrived).event


_board = st.components.v2.component(_COMPONENT, js=board_files.loader(board_url()), isolate_styles=False)
