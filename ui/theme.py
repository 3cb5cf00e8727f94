"""How the frame looks: the palette as CSS variables, and the frame's style sheet."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from board.palette import palette
from board.text import LANGUAGES, t

ROOT = Path(__file__).parent.parent
FONT = '"Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif'


@cache
def css() -> str:
    """The frame's style sheet. Colours are variables named --x-<role>, so no colour stands in it twice."""
    colours = {**palette()["ground"], **palette()["role"]}
    variables = [f"--x-{role}: {colour};" for role, colour in colours.items()]
    for key in ("lost", "skip"):  # said before a language is known, so in both
        text = " ".join(t(language, f"frame.{key}") for language in LANGUAGES)
        variables.append(f'--x-{key}: "{text}";')
    variables.append(f"--x-font: {FONT};")
    sheet = Path(__file__).parent / "assets" / "frame.css"
    return ":root {\n" + "\n".join(variables) + "\n}\n" + sheet.read_text(encoding="utf-8")
