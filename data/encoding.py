"""Finds the encoding of a text file and hands it on as UTF-8."""

from __future__ import annotations

import codecs
from pathlib import Path

from charset_normalizer import from_bytes

from data.faults import refuse

_SAMPLE = 1 << 18
_CHUNK = 1 << 22
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_GUESSES = ["gb18030", "cp1252"]


def sample(path: Path) -> str:
    """The first quarter mebibyte as text, cut at a line end. Raises Refused if it is not text."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    encoding = _encoding(path, head)
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    cut = text.rfind("\n")
    return text[: cut + 1] if len(head) == _SAMPLE and cut > 0 else text


def as_utf8(path: Path, scratch: Path) -> Path:
    """`path` itself if it is plain UTF-8, else a copy in `scratch` that is. Raises Refused."""
    with path.open("rb") as file:
        encoding = _encoding(path, file.read(_SAMPLE))
    if encoding == "utf-8" and _is_plain(path):
        return path
    copy = scratch / f"{path.stem}.utf8{path.suffix}"
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    done = 0
    try:
        with path.open("rb") as source, copy.open("w", encoding="utf-8", newline="") as target:
            while chunk := source.read(_CHUNK):
                text = decoder.decode(chunk)
                done += text.count("\n")
                target.write(text.replace("\r\n", "\n").replace("\r", "\n"))
            target.write(decoder.decode(b"", final=True))
    except UnicodeDecodeError as error:
        row = done + 1 + error.object[: error.start].count(b"\n")
        raise refuse("bad_encoding", file=path.name, row=row) from error
    return copy


def _encoding(path: Path, head: bytes) -> str:
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    if b"\x00" in head:
        raise refuse("not_text", file=path.name)
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(head)
        return "utf-8"
    except UnicodeDecodeError:
        best = from_bytes(head, cp_isolation=_GUESSES).best()
    if best is None:
        raise refuse("bad_encoding", file=path.name, row=1)
    return best.encoding


def _is_plain(path: Path) -> bool:
    """Whether the whole file is UTF-8 and its lines do not end in bare carriage returns."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    done = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if b"\r" in chunk and b"\n" not in chunk:
                return False
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                row = done + 1 + chunk[: max(error.start, 0)].count(b"\n")
                raise refuse("bad_encoding", file=path.name, row=row) from error
            done += chunk.count(b"\n")
    return True
