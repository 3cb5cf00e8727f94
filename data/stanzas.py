"""Reads a definition that is spread over files by family: <name>.toml first, then <name>_<family>.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

_FOLDER = Path(__file__).parent


def files(name: str) -> tuple[Path, ...]:
    """The files of one definition, in reading order."""
    return (_FOLDER / f"{name}.toml", *sorted(_FOLDER.glob(f"{name}_*.toml")))


def entries(name: str) -> dict[str, dict]:
    """All stanzas of one definition. ValueError if two files have the same one."""
    found: dict[str, dict] = {}
    for path in files(name):
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
        twice = found.keys() & tree.keys()
        if twice:
            raise ValueError(f"{path.name}: {', '.join(sorted(twice))} stands in two files")
        found |= tree
    return found
