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
