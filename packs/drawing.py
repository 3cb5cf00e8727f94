"""Hands a Board's charts to the Typst templates: plain JSON, nothing computed but the words of states."""

from __future__ import annotations

import tomllib
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path

import orjson

from board.model import Board, Chart, Link, Map, Value
from board.text import words
from data.outlines import outlines
from packs.fonts import Font
from packs.states import open_to_all, said

TEMPLATES = Path(__file__).parent / "templates"
_ROOT = Path(__file__).parent.parent


def inputs(board: Board, charts: tuple[Chart, ...], language: str, font: Font) -> dict[str, str]:
    """`sys_inputs` of a template: look, words, what is printed on every export, charts and map outlines.

    All text is reduced to what the font can draw. Raises FileNotFoundError for a map layer without outlines.
    """
    layers = sorted({chart.layer for chart in charts if isinstance(chart, Map)})
    data = {
        "language": language,
        "font": font.family,
        "look": _look(),
        "words": {key[6:]: text for key, text in words(language).items() if key.startswith("paper.")},
        "board": {
            name: _plain(getattr(board, name), language, font)
            for name in ("title", "filters", "stamp", "synthetic")
        },
        "charts": [_plain(chart, language, font) for chart in charts],
        "outlines": {layer: outlines(layer) for layer in layers},
    }
    return {"data": orjson.dumps(data).decode()}


def _plain(item: object, language: str, font: Font) -> object:
    """Dataclasses as dicts, without links (paper has none) and with `said` beside every value's text."""
    if isinstance(item, str):
        return font.readable(item)
    if isinstance(item, tuple):
        return [_plain(part, language, font) for part in item]
    if not is_dataclass(item):
        return item
    kept = open_to_all(item) if isinstance(item, Value) else item
    parts = {f.name: getattr(kept, f.name) for f in fields(kept)}
    plain = {name: _plain(part, language, font) for name, part in parts.items() if not isinstance(part, Link)}
    return plain | {"said": font.readable(said(item, language))} if isinstance(item, Value) else plain


@cache
def _look() -> dict[str, dict[str, object]]:
    return tomllib.loads((_ROOT / "board" / "palette.toml").read_text(encoding="utf-8"))
