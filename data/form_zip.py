"""A profile handed in as a ZIP: unpacked only if it is small, plain, and asks for no query to be run."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from data.faults import refuse

_WANTED = re.compile(r"profile\.toml|form\.json|README\.md|codes/\w{1,40}\.csv")
_LARGEST, _MOST = 4 * 2**20, 60  # bytes unpacked, and files


def unpack(content: bytes, folder: Path) -> Path:
    """The folder of the profile. Raises Refused for anything but one, and for one with a staging query.

    A query of somebody unknown is kept from files and from other tables wherever it runs, but not from using up the
    machine; from the command line it is the administrator who runs it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            found = {name: info for info in parts.infolist() if (name := _name(info.filename))}
            if any(info.filename.endswith(".sql") for info in parts.infolist()):
                raise refuse("profile_sql")
            if "profile.toml" not in found or len(found) > _MOST or sum(i.file_size for i in found.values()) > _LARGEST:
                raise refuse("profile_zip")
            texts = {name: parts.open(info).read(_LARGEST + 1) for name, info in found.items()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise refuse("profile_zip") from error
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
    return folder


def _name(path: str) -> str:
    """The part of a path that is a profile's own; "" for anything else."""
    parts = PurePosixPath(path.replace("\\", "/")).parts
    own = "/".join(parts[-2:] if len(parts) > 1 and parts[-2] == "codes" else parts[-1:])
    return own if _WANTED.fullmatch(own) else ""
