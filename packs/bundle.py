"""Several files as one ZIP: same files, same bytes. Packs go each in a folder of its number, with its manifest, so that
whoever receives it can verify it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

_FIXED = (2020, 1, 1, 0, 0, 0)


def bundle(folders: tuple[Path, ...]) -> bytes:
    """The folders' files."""
    paths = (path for folder in folders for path in sorted(folder.iterdir()))
    return archive((f"{path.parent.name}/{path.name}", path.read_bytes()) for path in paths)


def archive(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Name and content of each, stored: PDF, PPTX, XLSX and PNG are compressed already."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in files:
            made.writestr(zipfile.ZipInfo(name, _FIXED), content)
    return out.getvalue()
