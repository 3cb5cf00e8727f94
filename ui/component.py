"""The one screen component: registered at import, mounted once a page under a key that never changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from ui.figures_base import FONT
from ui.theme import palette

_ASSETS = Path(__file__).parent / "assets"
# One script: the host takes a single text. The last part exports the entry.
_SCRIPTS = ("dom", "text", "map", "plot", "cards", "table")
_COMPONENT = "xunxiao_board"


def draw(data: bytes, key: str, on_event: Callable[[dict], None]) -> dict | None:
    """Draws a payload (ui.payload) and returns the event of this run, None without one.

    `on_event` gets the event before the page runs again: the place to change the scope. Events:
    {"kind": "link", "page", "params": [[name, value], …]} and
    {"kind": "download", "what": "png" | "xlsx" | "csv" | "pdf", "chart": id, only for png}.
    """

    def arrived() -> None:
        event = st.session_state[key].event
        if event:
            on_event(event)

    return _board(data=data, key=key, on_event_change=arrived).event


def script() -> str:
    """The component's script, its parts in order, comments and indents left out: it travels at every run."""
    parts = [*(f"board_{name}.js" for name in _SCRIPTS), "board.js"]
    lines = "\n".join((_ASSETS / part).read_text(encoding="utf-8") for part in parts).splitlines()
    kept = [line.strip() for line in lines]
    return "\n".join(line for line in kept if line and not line.startswith("//"))


def style() -> str:
    """The component's style sheet, with the palette as variables --xx-<role> before it."""
    colours = {**palette()["ground"], **palette()["role"], "hatch": palette()["map"]["hatch"]}
    rules = "".join(f"--xx-{name}:{colour};" for name, colour in colours.items())
    line = f"--xx-line:{palette()['map']['hatch']};--xx-font:{FONT};"
    return f".xx-board{{{rules}{line}}}\n" + (_ASSETS / "board.css").read_text(encoding="utf-8")


_board = st.components.v2.component(_COMPONENT, css=style(), js=script(), isolate_styles=False)
