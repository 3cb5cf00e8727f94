"""The scripts and style sheets of the page and its components. A component's files have an address of their own and are
loaded once by a browser.

What a component is registered with travels to the browser at every run, so it gets a loader of a few lines instead.
"""

from __future__ import annotations

import json
from pathlib import Path

from board.palette import palette
from ui.theme import FONT

_ASSETS = Path(__file__).parent / "assets"
# One module: the parts share their functions. The last part exports the entry.
BOARD = (
    "address", "board_dom", "board_text", "board_map", "board_keys", "board_plot", "board_cards", "board_find",
    "board_part", "board_table", "board_stage", "board_ahead", "board",
)  # fmt: skip
TOP = ("address", "board_dom", "frame_parts", "frame")
# Two lines: Streamlit takes a text of one line for the name of a file.
_LOADER = "const it = await import(new URL(SCRIPT, location.href).href);\nexport default it.default;"


def script(parts: tuple[str, ...]) -> str:
    """A component's script, its parts in order, comments and indents left out."""
    lines = "\n".join((_ASSETS / f"{part}.js").read_text(encoding="utf-8") for part in parts).splitlines()
    kept = [line.strip() for line in lines]
    return "\n".join(line for line in kept if line and not line.startswith("//"))


def early(prefix: str) -> str:
    """The script inside the page itself; `prefix` is the path the server is published under."""
    return "{" + script(("early",)).replace("PREFIX", json.dumps(prefix)) + "}"  # a block: its names are its own


def style() -> str:
    """The component's style sheet, with the palette as variables --xx-<role> before it."""
    colours = {**palette()["ground"], **palette()["role"], "hatch": palette()["map"]["hatch"]}
    rules = "".join(f"--xx-{name}:{colour};" for name, colour in colours.items())
    line = f"--xx-line:{palette()['map']['hatch']};--xx-font:{FONT};"
    return f".xx-board{{{rules}{line}}}\n" + (_ASSETS / "board.css").read_text(encoding="utf-8")


def loader(script_url: str) -> str:
    """What travels at every run: the script is imported by its address. The page itself links the sheets."""
    return _LOADER.replace("SCRIPT", json.dumps(script_url))
