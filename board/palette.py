"""The colours of board/palette.toml, for screen and paper alike."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

_LIGHT = 140  # mean of red, green and blue below which words on a ground are to be light


@cache
def palette() -> dict[str, dict[str, str | list[str]]]:
    """Every colour by group and role, as #rrggbb."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def colour(role: str) -> str:
    """The colour of a role of marks or of a ground. KeyError for a role there is none of."""
    return (palette()["role"] | palette()["ground"])[role]


def dark(ground: str) -> bool:
    """Whether words on this colour are to be light."""
    return sum(bytes.fromhex(ground.lstrip("#"))) < 3 * _LIGHT


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of #rrggbb, 0..255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours as WCAG 2.2 defines it, 1..21."""

    def light(colour: str) -> float:
        parts = [c / 255 for c in rgb(colour)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@cache
def readable(colour: str) -> str:
    """The colour itself, or as much darker as text on a card needs (4.5:1)."""
    ink, share = rgb(palette()["ground"]["ink"]), 0.0
    shade = colour
    while contrast(shade, palette()["ground"]["card"]) < 4.5:
        share += 0.05
        shade = "#" + "".join(
            f"{round(c + (i - c) * share):02X}" for c, i in zip(rgb(colour), ink, strict=True)
        )
    return shade
