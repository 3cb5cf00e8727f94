"""The records of an XLS workbook, and the compound file around them."""

from __future__ import annotations

import struct
from collections.abc import Iterator

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how such a file begins
_BOUNDSHEET, _END, _XF, _FORMAT = 0x85, 0x0A, 0xE0, 0x41E
_NUMBER, _RK, _MANY_RK, _FORMULA = 0x203, 0x27E, 0xBD, 0x06
_BUILT_IN = {9: "0%", 10: "0.00%"}  # formats that have a number only
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


def formats(stream: bytes) -> tuple[str, ...]:
    """How each style of the workbook shows numbers, by its place: 0%, 000; "" for formats that are never written out."""
    own, styles = dict(_BUILT_IN), []
    for kind, record in records(stream, 0):
        if kind == _FORMAT and len(record) > 4:
            wide = record[4] & 1
            text = record[5 : 5 + struct.unpack_from("<H", record, 2)[0] * (1 + wide)]
            own[struct.unpack_from("<H", record)[0]] = text.decode("utf-16-le" if wide else "latin-1", "replace")
        elif kind == _XF and len(record) > 3:
            styles.append(struct.unpack_from("<H", record, 2)[0])
    return tuple(own.get(number, "") for number in styles)


def numbers(kind: int, record: bytes) -> Iterator[tuple[int, int, int, float]]:
    """(row, column, style, value) of each number that a record holds; none of a formula that gives no number."""
    if kind in (_NUMBER, _FORMULA) and len(record) >= 14 and not (kind == _FORMULA and record[12:14] == b"\xff\xff"):
        yield struct.unpack_from("<HHHd", record)
    elif kind == _RK and len(record) >= 10:
        yield (*struct.unpack_from("<HHH", record), _short(struct.unpack_from("<I", record, 6)[0]))
    elif kind == _MANY_RK and len(record) >= 6:
        row, first = struct.unpack_from("<HH", record)
        for place in range((len(record) - 6) // 6):
            style, number = struct.unpack_from("<HI", record, 4 + 6 * place)
            yield row, first + place, style, _short(number)


def _short(number: int) -> float:
    """A number kept in four bytes: whole or the upper half of a fraction, perhaps a hundred times as large."""
    whole = number - (1 << 32) if number >> 31 else number
    value = float(whole >> 2) if number & 2 else struct.unpack("<d", struct.pack("<Q", (number & ~3) << 32))[0]
    return value / 100 if number & 1 else value


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
