"""Files a reader handed in: kept in a private folder until the session ends. A name is only a text, never a path."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from data.tables import SUFFIXES

LARGEST = 200  # MiB a file
ALL = 500  # MiB together
_LONGEST = 80  # characters of a name
# Signs that mean something to a shell, a page or another file system stand in their wide form: a reader sees the known name.
_WIDE = {ord(sign): chr(ord(sign) + 0xFEE0) for sign in "\"'<>:*?|&%#+=@!;$^`{}~"}
_SENT = {"%22": '"', "%0D": " ", "%0A": " "}  # how a browser sends these in a file's name


@dataclass(frozen=True)
class Folder:
    """A private folder that goes when nobody holds it any more: at the latest when the session or the server ends."""

    path: Path

    def __post_init__(self) -> None:
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


def private_folder() -> Folder:
    """An empty folder of this session, readable by the service alone."""
    return Folder(Path(tempfile.mkdtemp(prefix="xunxiao-import-")))


def plain_name(text: str, taken: frozenset[str] = frozenset()) -> str | None:
    """The name under which an upload is kept: its last part with nothing odd in it; None if it is no source file."""
    for sent, sign in _SENT.items():
        text = text.replace(sent, sign)
    last = PurePosixPath(text.replace("\\", "/")).name
    stem, dot, suffix = last.rpartition(".")
    if not dot or f".{suffix.lower()}" not in SUFFIXES:
        return None
    stem = stem.lstrip(" .~").rstrip().translate(_WIDE)
    stem = "".join(sign if sign.isprintable() else "_" for sign in stem)[:_LONGEST] or "file"
    names = (f"{stem}{end}.{suffix.lower()}" for end in ("", *(f" ({i})" for i in range(2, 1000))))
    return next(name for name in names if name not in taken)


def keep(folder: Path, uploads: list) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Writes uploads (objects with name, size, getvalue) into the folder in place of what was there.

    Returns the files, and the names of what was not taken because it is no source file or one too many.
    """
    for old in folder.iterdir():
        old.unlink()
    kept: list[Path] = []
    left: list[str] = []
    size = 0
    for upload in uploads:
        name = plain_name(upload.name, frozenset(p.name for p in kept))
        size += upload.size
        if name is None or size > ALL * 2**20:
            left.append(upload.name)
            continue
        (folder / name).write_bytes(upload.getvalue())
        kept.append(folder / name)
    return tuple(kept), tuple(left)
