"""Which groups lie apart from all the others together: beyond chance, and far enough to matter."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.funnel import Z_ALARM
from analysis.intervals import newcombe
from board.grading import named_gap
from board.rows import Row
from data.metrics import metrics


@dataclass(frozen=True)
class Apart:
    """A row whose share differs from that of the others together by `gap` (-1..1)."""

    row: Row
    gap: float


def apart(rows: list[Row], key: str) -> tuple[Apart, ...]:
    """The rows that lie apart on the share `key`, in their order; each is compared with all the others pooled.

    Hollow rows are too small to be named, but belong to the others.
    """
    count = metrics()[key].count
    shown = [r for r in rows if r[f"{key}_state"] in ("shown", "hollow")]
    people, hits = sum(r[count] for r in shown), sum(r[key] * r[count] for r in shown)
    found = []
    for row in shown:
        own, rest = row[count], people - row[count]
        if rest <= 0 or row[f"{key}_state"] == "hollow":
            continue
        others = hits - row[key] * own
        low, high = newcombe(round(row[key] * own), own, round(others), rest, Z_ALARM)
        gap = row[key] - others / rest
        if (low > 0 or high < 0) and abs(gap) >= named_gap():
            found.append(Apart(row, float(gap)))
    return tuple(found)
