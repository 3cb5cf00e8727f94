"""Which characters a font file can draw, read from its cmap table (OpenType specification, formats 4 and 12).

Typst draws an empty box for a character its fonts lack and says nothing, so it has to be known before.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from struct import unpack_from


@dataclass(frozen=True)
class Ranges:
    """Covered code points as sorted, inclusive ranges."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def has(self, point: int) -> bool:
        """Whether the font has a glyph for this code point."""
        at = bisect_right(self.starts, point) - 1
        return at >= 0 and point <= self.ends[at]


def coverage(path: Path, index: int) -> Ranges:
    """The characters of font number `index` in the file (0 unless it is a collection)."""
    data = path.read_bytes()
    font = unpack_from(">I", data, 12 + 4 * index)[0] if data[:4] == b"ttcf" else 0
    tables = unpack_from(">H", data, font + 4)[0]
    records = (unpack_from(">4s3I", data, font + 12 + 16 * i) for i in range(tables))
    cmap = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    ranges = sorted(_ranges(data, cmap))
    return Ranges(tuple(a for a, _ in ranges), tuple(b for _, b in ranges))


def _ranges(data: bytes, cmap: int) -> list[tuple[int, int]]:
    count = unpack_from(">H", data, cmap + 2)[0]
    places = [cmap + unpack_from(">HHI", data, cmap + 4 + 8 * i)[2] for i in range(count)]
    by_format = {unpack_from(">H", data, place)[0]: place for place in places}
    return _format12(data, by_format[12]) if 12 in by_format else _format4(data, by_format[4])


def _format12(data: bytes, at: int) -> list[tuple[int, int]]:
    groups = unpack_from(">I", data, at + 12)[0]
    return [unpack_from(">II", data, at + 16 + 12 * i) for i in range(groups)]


def _format4(data: bytes, at: int) -> list[tuple[int, int]]:
    segments = unpack_from(">H", data, at + 6)[0] // 2
    ends = unpack_from(f">{segments}H", data, at + 14)
    starts = unpack_from(f">{segments}H", data, at + 16 + 2 * segments)
    # The last segment is the table's end mark, 0xFFFF, and no character.
    return [(a, b) for a, b in zip(starts, ends, strict=True) if a != 0xFFFF]
