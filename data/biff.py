"""The records of an XLS workbook, and the compound file around them."""

from __future__ import annotations

import struct
from collections.abc import Iterator

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how such a file begins
_BOUNDSHEET, _END = 0x85, 0x0A
_LAST = 0xFFFFFFFA  # numbers from here on are no sectors


def sheets(stream: bytes) -> Iterator[tuple[int, str, int]]:
    """(where its records begin, name, 0 if it is shown) of each sheet."""
    for kind, record in records(stream, 0):
        if kind == _BOUNDSHEET and len(record) > 8:
            wide = record[7] & 1
            name = record[8 : 8 + record[6] * (1 + wide)]
            text = name.decode("utf-16-le" if wide else "latin-1", "replace")
            yield struct.unpack_from("<I", record)[0], text, record[4] & 3


def records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """(kind, content) of each record from a place of the stream to the end of its part."""
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        if kind == _END:
            return
        yield kind, stream[place + 4 : place + 4 + size]
        place += 4 + size


def workbook(file: bytes) -> bytes:
    """The stream of the workbook out of the compound file around it; b"" if there is none."""
    size = 1 << struct.unpack_from("<H", file, 30)[0]
    first, smallest, small = (struct.unpack_from("<I", file, at)[0] for at in (48, 56, 60))
    table = b"".join(file[(number + 1) * size : (number + 2) * size] for number in _tables(file, size))
    fat = struct.unpack(f"<{len(table) // 4}I", table)

    def chain(number: int, links: tuple[int, ...], held: bytes, step: int, skip: int) -> bytes:
        found, left = [], len(links)
        while number < min(_LAST, len(links)) and left:
            found.append(held[(number + skip) * step : (number + skip + 1) * step])
            number, left = links[number], left - 1
        return b"".join(found)

    entries = chain(first, fat, file, size, 1)
    named = {entries[at : at + entries[at + 64]].decode("utf-16-le", "replace").rstrip("\0"): entries[at : at + 128]
             for at in range(0, len(entries) - 127, 128)}  # fmt: skip
    entry = named.get("Workbook")
    if not entry:
        return b""
    begins, length = struct.unpack_from("<II", entry, 116)
    if length >= smallest:
        return chain(begins, fat, file, size, 1)[:length]
    root = chain(struct.unpack_from("<I", entries, 116)[0], fat, file, size, 1)
    links = chain(small, fat, file, size, 1)
    return chain(begins, struct.unpack(f"<{len(links) // 4}I", links), root, 64, 0)[:length]


def _tables(file: bytes, size: int) -> Iterator[int]:
    """The sectors that hold the table of sectors."""
    yield from (number for number in struct.unpack_from("<109I", file, 76) if number < _LAST)
    number, left = struct.unpack_from("<II", file, 68)
    left = min(left, len(file) // size)
    while number < _LAST and left:
        held = struct.unpack_from(f"<{size // 4}I", file, (number + 1) * size)
        yield from (each for each in held[:-1] if each < _LAST)
        number, left = held[-1], left - 1
