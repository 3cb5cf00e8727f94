"""Several files as one ZIP: same files, same bytes. Packs go each in a folder of their own, with its manifest, so that
whoever receives it can verify it."""

from __future__ import annotations

from pathlib import Path

import orjson

from packs import seal
from packs.names import titled
from packs.zipped import archive


def bundle(folders: tuple[Path, ...]) -> bytes:
    """The folders' files, each folder called by its number and title."""
    names = {folder: _called(folder) for folder in folders}
    paths = (path for folder in folders for path in sorted(folder.iterdir()))
    return archive((f"{names[path.parent]}/{path.name}", path.read_bytes()) for path in paths)


def _called(folder: Path) -> str:
    """“2026-06-014 西安市 · 汇报”: who gets eleven packs finds theirs."""
    return titled(folder.name, orjson.loads((folder / seal.MANIFEST).read_bytes())["title"])
