"""How sessions are rated against their own class, as values: with a t interval, or drawn toward each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.funnel import Z_ALARM
from analysis.intervals import Z95, mean_interval
from analysis.shrinkage import FEWEST_CLASSES, means
from board.formats import count, number
from board.grading import least_difference
from board.model import State, Value
from board.rows import Row
from board.text import t
from board.values import metric_value
from queries.scope import Scope

KEY, SPREAD = "class_distance", "distance_spread"
_MISTAKE = 0.01  # chance that anything at all is named among groups that do not differ
_UNIT = "points"


@dataclass(frozen=True)
class Distance:
    """A value of class_distance; `sign` is +1 or -1 if it lies beyond chance, else 0. `raw` is it before shrinking."""

    value: Value
    sign: int
    raw: Value
    sessions: int


def plain(row: Row | None, scope: Scope, among: int) -> Distance:
    """The distance of one row of course_distance with the t interval over its sessions; `among` so many groups."""
    value = metric_value(row, KEY, scope)
    sessions = int(row["compared_sessions"]) if row is not None else 0
    if value.number is None:
        return Distance(value, 0, value, sessions)
    spread = row[SPREAD]
    if sessions < 2 or spread != spread:
        return Distance(_single(value, scope), 0, value, sessions)
    low, high = (float(end) for end in mean_interval(value.number, spread, sessions))
    far = [float(end) for end in mean_interval(value.number, spread, sessions, 1 - _MISTAKE / among)]
    return Distance(_within(value, low, high, sessions, scope), _sign(*far), value, sessions)


def shrunk(rows: Sequence[Row], scope: Scope) -> tuple[Distance, ...]:
    """Distances of many groups drawn toward each other: what rests on few sessions moves most. Few groups stay plain."""
    own = [plain(row, scope, len(rows)) for row in rows]
    firm = [i for i, d in enumerate(own) if d.raw.number is not None and d.sessions > 0]
    if len(firm) < FEWEST_CLASSES:
        return tuple(own)
    sizes = np.array([own[i].sessions for i in firm], dtype=float)
    spreads = np.array([rows[i][SPREAD] if own[i].sessions > 1 else 0.0 for i in firm], dtype=float)
    sigma = float(np.sqrt(np.nansum((sizes - 1) * spreads**2) / max(np.sum(sizes - 1), 1)))
    drawn = means([own[i].raw.number for i in firm], sizes, sigma)
    for place, i in enumerate(firm):
        value, low, high, sd = (float(part[place]) for part in (drawn.value, drawn.low, drawn.high, drawn.sd))
        said = _within(_renumbered(own[i].raw, value, scope), low, high, own[i].sessions, scope, own[i].raw)
        own[i] = Distance(said, _sign(value - Z_ALARM * sd, value + Z_ALARM * sd), own[i].raw, own[i].sessions)
    return tuple(own)


def of_sessions(rows: Sequence[Row], scope: Scope) -> tuple[Distance, ...]:
    """Each session of one class against the mean of all its answers, drawn toward it; rows of *_courses.

    What too few answered is left out of the mean as well: it could be worked out from the rest.
    """
    scores = [metric_value(row, "course_score", scope) for row in rows]
    found = [Distance(v, 0, v, 1) for v in scores]
    firm = [i for i, v in enumerate(scores) if v.number is not None]
    if not firm:
        return tuple(found)
    n, m = (np.array([getattr(scores[i], part) for i in firm], dtype=float) for part in ("n", "number"))
    spread = np.nan_to_num(np.array([rows[i]["answer_spread"] for i in firm], dtype=float))
    sigma = float(np.sqrt(np.sum((n - 1) * spread**2) / max(np.sum(n - 1), 1)))
    centre = float(np.sum(n * m) / n.sum())
    value, sd = _toward_class(m - centre, n, sigma)
    for i, own, drawn, wide in zip(firm, m - centre, value, sd, strict=True):
        raw = _renumbered(scores[i], float(own), scope)
        said = _within(
            _renumbered(scores[i], float(drawn), scope), float(drawn - Z95 * wide), float(drawn + Z95 * wide), 0, scope, raw
        )
        found[i] = Distance(said, _sign(float(drawn - Z_ALARM * wide), float(drawn + Z_ALARM * wide)), raw, 1)
    return tuple(found)


def _toward_class(distance: np.ndarray, n: np.ndarray, sigma: float) -> tuple[np.ndarray, np.ndarray]:
    """(value, standard deviation): drawn toward each other from eight sessions on, else as they are."""
    if len(n) < FEWEST_CLASSES or sigma == 0:
        return distance, sigma / np.sqrt(n)
    drawn = means(distance, n, sigma)
    return drawn.value, drawn.sd


def _renumbered(value: Value, distance: float, scope: Scope) -> Value:
    return replace(value, number=distance, text=number(distance, _UNIT, scope.language))


def _within(value: Value, low: float, high: float, sessions: int, scope: Scope, raw: Value | None = None) -> Value:
    lang = scope.language
    notes = [t(lang, "courses.sessions_n", count=count(sessions, lang))] if sessions else []
    notes.append(t(lang, "board.n", n=count(value.n, lang)))
    notes.append(t(lang, "courses.interval", low=number(low, _UNIT, lang), high=number(high, _UNIT, lang)))
    if raw is not None:
        notes.append(t(lang, "courses.raw", text=raw.text))
    return replace(value, low=low, high=high, note=t(lang, "board.semicolon").join(notes))


def _single(value: Value, scope: Scope) -> Value:
    """One session is no basis for an interval: hollow, whoever answered."""
    return replace(value, state=State.HOLLOW, note=t(scope.language, "courses.one_session"))


def _sign(low: float, high: float) -> int:
    """+1, -1 beyond chance and large enough to matter, else 0; low and high have the value in their middle."""
    large = abs(low + high) / 2 >= 100 * least_difference()
    return int(large) * (int(low > 0) - int(high < 0))
