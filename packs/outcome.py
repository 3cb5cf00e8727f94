"""What became of a decision: its metric before and since, and whether the change hoped for can be seen yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

import orjson

from analysis.intervals import newcombe
from board.formats import signed
from board.formats import span as bounds_text
from board.model import Tile
from board.text import t
from data.metrics import metrics
from packs import seal, store
from packs.figures import Cell
from packs.make import FOLDER, BoardOf
from packs.periods import span
from packs.proof import Sealed
from packs.recall import sealed_of
from queries.door import catalogue
from queries.scope import Compare, Scope

_ALIKE = ("region", "level", "training_type", "host", "class_id", "unit", "audience", "viewer")
Rows = tuple[tuple[str, ...], ...]


class Verdict(StrEnum):
    """What may be said of a decision today."""

    SEEN = "seen"
    NOT_SEEN = "not_seen"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Outcome:
    """`was` as presented, `now` of the months since the start; `low`, `high`: 95 % interval of the difference."""

    verdict: Verdict
    was: Cell
    now: Tile | None = None
    low: float | None = None
    high: float | None = None


def outcome(decided: store.Decision, sealed: Sealed, board_of: BoardOf, version: str) -> Outcome:
    """Compares the pack's period with the whole months since the start that `version` has, in the same scope.

    Seen: the interval of the difference lies on the hoped-for side of zero. Not seen: it does not, and a change as
    large as hoped for lies outside it. Cannot tell yet: all else.
    """
    page, was = next(
        (figure.page, figure.cells[0]) for figure in sealed.figures
        if figure.metric == decided.metric and ".tile." in figure.id
    )  # fmt: skip
    first = _month(max(date.fromisoformat(decided.start), sealed.scope.period[1] + timedelta(days=1)))
    scope = sealed.scope.changed(version=version, compare=Compare.NONE)
    last = catalogue(scope).last_month
    if first > last:
        return Outcome(Verdict.UNKNOWN, was)
    scope = scope.changed(period=span(first, last))
    now = next((tile for tile in board_of(page, scope).tiles if tile.metric == decided.metric), None)
    if now is None or now.value.number is None or not now.value.n:
        return Outcome(Verdict.UNKNOWN, was, now)
    return _judged(decided.size, was, now)


def _judged(hoped: float, was: Cell, now: Tile) -> Outcome:
    share, n = now.value.number, now.value.n
    low, high = (float(end) for end in newcombe(share * n, n, was.number * was.n, was.n))
    if (low > 0) if hoped > 0 else (high < 0):
        return Outcome(Verdict.SEEN, was, now, low, high)
    ruled_out = (high < hoped) if hoped > 0 else (low > hoped)
    return Outcome(Verdict.NOT_SEEN if ruled_out else Verdict.UNKNOWN, was, now, low, high)


def progress(scope: Scope, board_of: BoardOf, warehouse: Path) -> Rows:
    """Heads and one row for each earlier decision on the same people: what opens the next pack. () without any."""
    if not (warehouse / FOLDER).is_dir():
        return ()
    made = {pack.number: pack for pack in store.packs(warehouse)}
    found = []
    for decided in reversed(store.decisions(warehouse)):
        sealed = sealed_of(made[decided.number], warehouse) if decided.number in made else None
        if sealed and decided.metric in metrics() and _alike(decided, scope):
            found.append(row(decided, outcome(decided, sealed, board_of, scope.version), scope.language))
    return (heads(scope.language), *found) if found else ()


def heads(language: str) -> tuple[str, ...]:
    """What the cells of a row are."""
    keys = ("col_text", "col_owner", "col_metric", "col_start", "col_was", "col_since", "col_verdict")
    return tuple(t(language, f"pack.{key}") for key in keys)


def row(decided: store.Decision, found: Outcome, language: str) -> tuple[str, ...]:
    """A decision and what became of it, in words."""
    metric = metrics()[decided.metric]
    moved = ""
    if found.low is not None:
        difference = signed(found.now.value.number - found.was.number, metric.unit, language)
        bounds = bounds_text(found.low, found.high, metric.unit, language)
        moved = t(language, "pack.moved_by", difference=difference, span=bounds)
    now = found.now.value.text if found.now else "–"
    verdict = t(language, f"pack.verdict_{found.verdict}") + moved
    label = metric.label[language]
    return decided.text, decided.owner, label, decided.start, found.was.text, now, verdict


def _alike(decided: store.Decision, scope: Scope) -> bool:
    given = seal.scope_read(orjson.loads(decided.scope))
    return all(getattr(given, name) == getattr(scope, name) for name in _ALIKE)


def _month(day: date) -> date:
    """The first of the month of a day, or of the next one: a month that had begun counts for neither side."""
    return day if day.day == 1 else (day.replace(day=1) + timedelta(days=32)).replace(day=1)
