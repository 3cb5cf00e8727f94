"""The screen component's script and style sheet: files with an address of their own, loaded once by a browser.

What a component is registered with travels to the browser at every run, so it gets a loader of a few lines instead.
"""

from __future__ import annotations

import json
from pathlib import Path

from ui.figures_base import FONT
from ui.theme import palette

_ASSETS = Path(__file__).parent / "assets"
# One module: the parts share their functions. The last part exports the entry.
_PARTS = ("board_dom", "board_text", "board_map", "board_plot", "board_cards", "board_table", "board")
_LOADER = """if (!document.querySelector('link[href="' + SHEET + '"]')) await new Promise(done => {
const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: SHEET, onload: done, onerror: done });
document.head.appendChild(link);
});
export default (await import(new URL(SCRIPT, location.href).href)).default;"""


def script() -> str:
    """The component's script, its parts in order, comments and indents left out."""
    lines = "\n".join((_ASSETS / f"{part}.js").read_text(encoding="utf-8") for part in _PARTS).splitlines()
    kept = [line.strip() for line in lines]
    return "\n".join(line for line in kept if line and not line.startswith("//"))


def style() -> str:
    """The component's style sheet, with the palette as variables --xx-<role> before it."""
    colours = {**palette()["ground"], **palette()["role"], "hatch": palette()["map"]["hatch"]}
    rules = "".join(f"--xx-{name}:{colour};" for name, colour in colours.items())
    line = f"--xx-line:{palette()['map']['hatch']};--xx-font:{FONT};"
    return f".xx-board{{{rules}{line}}}\n" + (_ASSETS / "board.css").read_text(encoding="utf-8")


def loader(script_url: str, style_url: str) -> str:
    """What travels at every run: the script is imported, and the sheet linked, by their addresses."""
    return _LOADER.replace("SHEET", json.dumps(style_url)).replace("SCRIPT", json.dumps(script_url))
