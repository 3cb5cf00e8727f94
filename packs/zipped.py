"""Office files are ZIPs that carry the time they were written; with a fixed time, same input gives the same bytes."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

_FIXED = (2020, 1, 1, 0, 0, 0)
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
                part = _DATED.sub(rb"\g<1>2020-01-01T00:00:00Z", part)
            entry = zipfile.ZipInfo(name, _FIXED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(entry, part)
    return out.getvalue()
