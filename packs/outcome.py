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
from board.model import Board, Tile
from board.text import t
from data.metrics import metrics
from packs import seal, store
from packs.figures import Cell
from packs.make import FOLDER, BoardOf
from packs.proof import Sealed
from packs.recall import sealed_of
from queries.door import catalogue
from queries.periods import span
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
    """`was` as presented; `before` of the same months and `now` of those since the start, both as the version that is read
    says them; `low`, `high`: 95 % interval of their difference."""

    verdict: Verdict
    was: Cell
    before: Tile | None = None
    now: Tile | None = None
    low: float | None = None
    high: float | None = None


def outcome(decided: store.Decision, sealed: Sealed, board_of: BoardOf, version: str) -> Outcome:
    """Compares the pack's period with the whole months since the start that `version` has, in the same scope; both are asked
    of `version`, or a definition that was changed meanwhile would look like an effect.

    Seen: the interval of the difference lies on the hoped-for side of zero. Not seen: it does not, and a change as
    large as hoped for lies outside it. Cannot tell yet: all else.
    """
    page, was = next(
        (figure.page, figure.cells[0]) for figure in sealed.figures
        if figure.metric == decided.metric and ".tile." in figure.id
    )  # fmt: skip
    first = _month(max(date.fromisoformat(decided.start), sealed.scope.period[1] + timedelta(days=1)))
    scope = sealed.asked_of(version).changed(compare=Compare.NONE)
    last = catalogue(scope).last_month
    if first > last:
        return Outcome(Verdict.UNKNOWN, was)
    since = scope.changed(period=span(first, last))
    before, now = (_tile(board_of(page, asked), decided.metric) for asked in (scope, since))
    if any(tile is None or tile.value.number is None or not tile.value.n for tile in (before, now)):
        return Outcome(Verdict.UNKNOWN, was, before, now)
    return _judged(decided.size, was, before, now)


def _tile(board: Board, metric: str) -> Tile | None:
    return next((tile for tile in board.tiles if tile.metric == metric), None)


def _judged(hoped: float, was: Cell, before: Tile, now: Tile) -> Outcome:
    counts = [(tile.value.number * tile.value.n, tile.value.n) for tile in (now, before)]
    low, high = (float(end) for end in newcombe(*counts[0], *counts[1]))
    if (low > 0) if hoped > 0 else (high < 0):
        return Outcome(Verdict.SEEN, was, before, now, low, high)
    ruled_out = (high < hoped) if hoped > 0 else (low > hoped)
    return Outcome(Verdict.NOT_SEEN if ruled_out else Verdict.UNKNOWN, was, before, now, low, high)


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
    was, moved = found.was.text, ""
    if found.before and found.before.value.text != was:
        was += t(language, "pack.was_now", was=found.before.value.text)
    if found.low is not None:
        difference = signed(found.now.value.number - found.before.value.number, metric.unit, language)
        bounds = bounds_text(found.low, found.high, metric.unit, language)
        moved = t(language, "pack.moved_by", difference=difference, span=bounds)
    now = found.now.value.text if found.now else "–"
    verdict = t(language, f"pack.verdict_{found.verdict}") + moved
    label = metric.label[language]
    return decided.text, decided.owner, label, decided.start, was, now, verdict


def _alike(decided: store.Decision, scope: Scope) -> bool:
    given = seal.scope_read(orjson.loads(decided.scope))
    return all(getattr(given, name) == getattr(scope, name) for name in _ALIKE)


def _month(day: date) -> date:
    """The first of the month of a day, or of the next one: a month that had begun counts for neither side."""
    return day if day.day == 1 else (day.replace(day=1) + timedelta(days=32)).replace(day=1)
