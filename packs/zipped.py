"""ZIPs, which office files are as well, carry the time they were written; with a fixed time, same input gives same bytes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO

WRITTEN = datetime(2020, 1, 1)  # when every office file says it was written
_FIXED = WRITTEN.timetuple()[:6]
_DATED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def timeless(content: bytes) -> bytes:
    """The same file with one fixed time in it, also in the workbooks inside it."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in given.namelist():
            part = given.read(name)
            if name.endswith(".xlsx"):
                part = timeless(part)
            elif name == "docProps/core.xml":
                part = _DATED.sub(rb"\g<1>" + f"{WRITTEN:%Y-%m-%dT%H:%M:%SZ}".encode(), part)
            entry = zipfile.ZipInfo(name, _FIXED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(entry, part)
    return out.getvalue()


def archive(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Name and content of each, stored: PDF, PPTX, XLSX and PNG are compressed already."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in files:
            made.writestr(zipfile.ZipInfo(name, _FIXED), content)
    return out.getvalue()
