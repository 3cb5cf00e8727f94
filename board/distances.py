"""How sessions are rated against their own class, as values: with a t interval, or drawn toward each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.funnel import Z_ALARM
from analysis.intervals import Z95, mean_interval
from analysis.shrinkage import FEWEST_CLASSES, Shrunk, means
from board.formats import count, number, size
from board.grading import least_difference
from board.model import State, Value
from board.rows import Row, records
from board.text import t
from board.values import metric_value
from queries.scope import Scope

KEY, SPREAD, SCORE = "class_distance", "distance_spread", "course_score"
_MISTAKE = 0.01  # chance that anything at all is named among groups that do not differ
_UNIT = "points"


@dataclass(frozen=True)
class Distance:
    """A value of class_distance; `sign` is +1 or -1 if it lies beyond chance, else 0. `raw` is it before shrinking."""

    value: Value
    sign: int
    raw: Value
    sessions: int

    def size(self, language: str) -> str:
        """How far, without a sign, for sentences that say which way: 7.2 分."""
        return size(self.value.number, _UNIT, language)


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
    sizes = np.array([own[i].sessions for i in firm], dtype=float)
    spreads = np.array([rows[i][SPREAD] for i in firm], dtype=float)
    if not _can_be_drawn(sizes, spreads):
        return tuple(own)
    drawn = _together(np.array([own[i].raw.number for i in firm]), sizes, spreads)
    for place, i in enumerate(firm):
        value, low, high, sd = (float(part[place]) for part in (drawn.value, drawn.low, drawn.high, drawn.sd))
        said = _within(_renumbered(own[i].raw, value, scope), low, high, own[i].sessions, scope, own[i].raw)
        own[i] = Distance(said, _sign(value - Z_ALARM * sd, value + Z_ALARM * sd), own[i].raw, own[i].sessions)
    return tuple(own)


def shrunk_signs(frame: pd.DataFrame, scope: Scope) -> NDArray:
    """Only the signs of `shrunk`, for thousands of groups; a frame of rows whose distance is shown."""
    firm = (frame["compared_sessions"] > 0).to_numpy()
    mean, sizes, spreads = (frame.loc[firm, name].to_numpy(dtype=float) for name in (KEY, "compared_sessions", SPREAD))
    if not _can_be_drawn(sizes, spreads):
        return np.array([d.sign for d in shrunk(records(frame), scope)], dtype=int)
    drawn = _together(mean, sizes, spreads)
    signs = np.zeros(len(frame), dtype=int)
    signs[firm] = _signs(drawn.value, drawn.sd)
    return signs


def of_sessions(rows: Sequence[Row], scope: Scope) -> tuple[Distance, ...]:
    """Each session of one class against the mean of all its answers, drawn toward it; rows of *_courses.

    What too few answered is left out of the mean as well: it could be worked out from the rest.
    """
    scores = [metric_value(row, SCORE, scope) for row in rows]
    found = [Distance(v, 0, v, 1) for v in scores]
    n = np.array([0 if v.number is None else v.n for v in scores], dtype=float)
    m, spread = (np.array([row[name] for row in rows], dtype=float) for name in (SCORE, "answer_spread"))
    own, value, sd = _toward_class(n, m, spread)
    low, high, signs = value - Z95 * sd, value + Z95 * sd, _signs(value, sd)
    for i in np.flatnonzero(n):
        raw = _renumbered(scores[i], float(own[i]), scope)
        drawn = _renumbered(scores[i], float(value[i]), scope)
        found[i] = Distance(_within(drawn, float(low[i]), float(high[i]), 0, scope, raw), int(signs[i]), raw, 1)
    return tuple(found)


def session_signs(sessions: pd.DataFrame) -> tuple[NDArray, NDArray]:
    """(rated, sign) of each row of course_sessions, all classes at once: what `of_sessions` says of one class."""
    line, place = sessions.groupby("class_id", sort=False).ngroup(), sessions.groupby("class_id").cumcount()
    rated = sessions[f"{SCORE}_state"].isin(["shown", "hollow"]).to_numpy()
    if not rated.any():
        return rated, np.zeros(len(sessions), dtype=int)
    wide = np.zeros((3, line.max() + 1, place.max() + 1))  # answers, mean, spread by class and session
    for layer, column in zip(wide, ("course_answers", SCORE, "answer_spread"), strict=True):
        layer[line, place] = np.where(rated, sessions[column], 0)
    _, value, sd = _toward_class(*wide)
    return rated, np.where(rated, _signs(value, sd)[line, place], 0)


def _can_be_drawn(sessions: NDArray, spread: NDArray) -> bool:
    """Whether there are enough groups, and one whose sessions differ: else nobody knows how much chance does."""
    return len(sessions) >= FEWEST_CLASSES and bool(((sessions > 1) & (spread > 0)).any())


def _together(mean: NDArray, sessions: NDArray, spread: NDArray) -> Shrunk:
    """Groups drawn toward each other; one session has no spread."""
    spread = np.where(sessions > 1, spread, 0)
    sigma = float(np.sqrt(np.nansum((sessions - 1) * spread**2) / max(np.sum(sessions - 1), 1)))
    return means(mean, sessions, sigma)


def _toward_class(n: NDArray, mean: NDArray, spread: NDArray) -> tuple[NDArray, NDArray, NDArray]:
    """(own, drawn distance, standard deviation) from the mean of all answers of a class, along the last axis.

    Drawn toward each other from eight sessions on, else as they are; sessions with n = 0 take no part.
    """
    more, mean, spread = np.maximum(n - 1, 0), np.where(n > 0, mean, 0), np.where(n > 0, np.nan_to_num(spread), 0)
    sigma = np.sqrt(np.sum(more * spread**2, axis=-1) / np.maximum(more.sum(axis=-1), 1))
    centre = np.sum(n * mean, axis=-1, keepdims=True) / np.maximum(n.sum(axis=-1, keepdims=True), 1)
    own = np.where(n > 0, mean - centre, np.nan)
    few = ((np.count_nonzero(n, axis=-1) < FEWEST_CLASSES) | (sigma == 0))[..., None]
    drawn = means(own, n, np.where(sigma == 0, 1, sigma))
    alone = sigma[..., None] / np.sqrt(np.where(n > 0, n, np.nan))
    return own, np.where(few, own, drawn.value), np.where(few, alone, drawn.sd)


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


def _signs(value: NDArray, sd: NDArray) -> NDArray:
    """`_sign` of each value with its alarm limits."""
    beyond = np.abs(value) > Z_ALARM * sd
    return np.where(beyond & (np.abs(value) >= 100 * least_difference()), np.sign(np.nan_to_num(value)), 0).astype(int)
