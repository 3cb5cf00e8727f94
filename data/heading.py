"""Finds the heading of a table: one row, or up to three rows joined into one."""

from __future__ import annotations

from collections.abc import Iterator

JOINT = " / "  # between the parts of a heading that stands in several rows
DEEPEST = 3

Row = tuple[str, ...]


def joined(rows: tuple[Row, ...], last: int, depth: int) -> Row:
    """The `depth` rows that end at row index `last` as one heading: 请假 above 事假 becomes 请假 / 事假.

    A blank cell of an upper row belongs to the cell on its left, as under a heading over several columns.
    """
    if depth == 1:
        return rows[last]
    part = rows[last - depth + 1 : last + 1]
    width = max(map(len, part))
    padded = [row + ("",) * (width - len(row)) for row in part]
    upper = [_spread(row, padded[-1]) for row in padded[:-1]]
    return tuple(JOINT.join(dict.fromkeys(filter(None, cells))) for cells in zip(*upper, padded[-1], strict=True))


def candidates(rows: tuple[Row, ...]) -> Iterator[tuple[int, int, Row]]:
    """(last row index, depth, heading) of everything that may be the heading."""
    for last in range(len(rows)):
        for depth in range(1, min(DEEPEST, last + 1) + 1):
            yield last, depth, joined(rows, last, depth)


def last_part(heading: str) -> str:
    """What stands in the lowest row of a joined heading."""
    return heading.rsplit(JOINT, 1)[-1]


def _spread(row: Row, below: Row) -> Row:
    said, filled = "", []
    for cell, lower in zip(row, below, strict=True):
        said = cell or (said if lower else "")
        filled.append(cell or said)
    return tuple(filled)
