"""Finds the encoding of a text file and hands it on as UTF-8."""

from __future__ import annotations

import codecs
from pathlib import Path

from charset_normalizer import from_bytes

from data import tongues
from data.faults import Note, message, refuse
from data.hints import worded

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
    """`path` itself if it begins as plain UTF-8 and its lines end alike, else a copy that is. Raises Refused."""
    with path.open("rb") as file:
        encoding = _encoding(path, file.read(_SAMPLE))
    if encoding == "utf-8" and not _has_odd_ends(path):
        return path
    copy = scratch / f"plain{path.suffix}"
    done = 0
    try:
        with path.open(encoding=encoding) as source, copy.open("w", encoding="utf-8", newline="") as target:
            for line in source:
                done += 1
                target.write(line)
    except UnicodeDecodeError as error:
        row = done + 1 + error.object[: error.start].count(b"\n")
        raise refuse("bad_encoding", file=path.name, row=row) from error
    return copy


def notes(path: Path, place: str) -> tuple[Note, ...]:
    """What a person should look at in a text file named `place`: that it was taken to be in an old encoding."""
    with path.open("rb") as file:
        name = _encoding(path, file.read(_SAMPLE))
    if name not in tongues.NOTED:
        return ()
    said = zip(("zh", "en"), worded(name), strict=True)
    return (Note("read_as", *(message("read_as", language, file=place, encoding=called) for language, called in said)),)


def has_blank_lines(path: Path) -> bool:
    """Whether an empty line stands before the last written one; line ends are \\n or \\r\\n."""
    ends = b"\n"  # the line ends right before the chunk
    with path.open("rb") as file:  # chunks, for a mapped file would count as memory of the build
        while chunk := file.read(_CHUNK):
            text = ends + chunk.replace(b"\r", b"")
            written = text.rstrip(b"\n")
            if b"\n\n" in written:
                return True
            ends = text[len(written) :][-2:]
    return False


def _encoding(path: Path, head: bytes) -> str:
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    if b"\x00" in head:
        return _unmarked(path, head)
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(head)
        return "utf-8"
    except UnicodeDecodeError as error:
        whole = _whole_lines(head)
        told = tongues.told(whole) or ("cp1250" if tongues.central(whole) else None)
        best = None if told else from_bytes(whole, cp_isolation=_GUESSES).best()
        if not told and best is None:
            row = 1 + head[: error.start].count(b"\n")
            raise refuse("bad_encoding", file=path.name, row=row) from error
    return told or (tongues.western(whole) if best.encoding == "cp1252" else best.encoding)


def _unmarked(path: Path, head: bytes) -> str:
    """UTF-16 without its mark: nearly all zeros stand in one of the two places. Raises Refused for anything else."""
    zeros = {"utf-16-le": head[1::2].count(0), "utf-16-be": head[0::2].count(0)}
    name, other = sorted(zeros, key=zeros.get, reverse=True)
    try:
        text = head[: len(head) // 2 * 2].decode(name)
    except UnicodeDecodeError as error:
        raise refuse("not_text", file=path.name) from error
    if zeros[name] < 8 * zeros[other] + 4 or "\0" in text or not set(text) & {"\n", "\r"}:
        raise refuse("not_text", file=path.name)
    return name


def _whole_lines(head: bytes) -> bytes:
    """Without the last line if it may be cut off: half a character makes the guess go wrong."""
    cut = max(head.rfind(b"\n"), head.rfind(b"\r"))
    return head[: cut + 1] if len(head) == _SAMPLE and cut > 0 else head


def check_text(path: Path, name: str) -> None:
    """Raises Refused with the row, and the file called `name`, if the file is not UTF-8 to its end."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    done, chunk = 0, b"."
    with path.open("rb") as file:
        while chunk:
            chunk = file.read(_CHUNK)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                row = done + 1 + error.object[: error.start].count(b"\n")
                raise refuse("bad_encoding", file=name, row=row) from error
            done += chunk.count(b"\n")


def _has_odd_ends(path: Path) -> bool:
    """Whether lines end in more than one way, or in a bare carriage return: the fast way would lose rows unseen."""
    feeds = returns = both = 0
    before = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            feeds, returns = feeds + chunk.count(b"\n"), returns + chunk.count(b"\r")
            both += chunk.count(b"\r\n") + (before == b"\r" and chunk[:1] == b"\n")
            before = chunk[-1:]
    return returns > 0 and not returns == both == feeds
