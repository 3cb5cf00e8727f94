"""Packs as one ZIP: each in a folder of its number, with its manifest, so that whoever receives it can verify it."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

_FIXED = (2020, 1, 1, 0, 0, 0)  # same packs, same bytes


def bundle(folders: tuple[Path, ...]) -> bytes:
    """The folders' files, stored: PDF, PPTX and XLSX are compressed already."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path in (path for folder in folders for path in sorted(folder.iterdir())):
            archive.writestr(zipfile.ZipInfo(f"{path.parent.name}/{path.name}", _FIXED), path.read_bytes())
    return out.getvalue()
