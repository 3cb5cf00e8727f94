"""Which rows of an answer are kept back because they tell of a class that is kept back, or of too few in one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd

from queries.class_levels import levels_shown
from queries.release import Place
from queries.unlike import others
from queries.warehouse import open_version
from queries.whole_classes import hidden_classes, limits

_KEPT = 8  # of so many versions and audiences
_TOTAL = "*"
_NONE: frozenset[str] = frozenset()
_SESSIONS = {"attendees": "mart_session", "course_answers": "mart_course"}  # what is counted of a session, and where


def classes_kept_back(
    frame: pd.DataFrame, class_id: str, place: Place, under: Mapping[str, tuple[str, ...]]
) -> tuple[dict[str, np.ndarray], frozenset[str]]:
    """(by count column whether each row is kept back, the columns whose levels are decided here).

    Rows are of a class, without a class_id all of this one; or of its levels, or its sessions. under: columns that would
    tell counts of the class by another name, and these counts.
    """
    known = hidden_classes(place)
    counted = sorted(known.keys() & set(frame))
    ids = frame["class_id"].tolist() if "class_id" in frame else [class_id] * len(frame)
    by_session = _SESSIONS if "seq" in frame else {}
    names = {name: (name, *under.get(name, ())) for name in {*counted, *under, *(by_session.keys() & set(frame))}}
    at, each = pd.factorize(np.array(ids, dtype=object))
    every = dict(zip(each.tolist(), range(len(each)), strict=True))
    kept = {name: known.get(name, _NONE) | (moved_sessions(place, name) if name in by_session else _NONE)
            for name in chain.from_iterable(names.values())}  # fmt: skip
    rows = {name: _among(every, _NONE.union(*(kept[one] for one in own)))[at] for name, own in names.items()}
    if "level_code" not in frame:
        return rows, frozenset()
    for name in counted:
        shown = levels_shown(place, name, class_id)
        rows[name] |= np.array([level != _TOTAL and level not in shown for level in frame["level_code"]], dtype=bool)
    return rows, frozenset(counted)


def _among(every: dict[str, int], some: frozenset[str]) -> np.ndarray:
    """Whether each is one of these: mostly they are few, and all are thousands."""
    found = np.zeros(len(every), dtype=bool)
    found[[every[one] for one in every.keys() & some]] = True
    return found


def topics_kept_back(frame: pd.DataFrame, under: Mapping[str, str], bound: dict, place: Place) -> dict[str, np.ndarray]:
    """By count column whether each row, a topic, is kept back: where it holds less than whole classes, all of them told."""
    found, torn = {}, bound["regions"] is not None or bound["levels"] is not None
    for name, own in under.items():
        few = () if torn else _topics_of_few(place, own)
        kept = {topic for topic, month in few if bound["date_from"] <= month <= bound["date_to"]}
        found[name] = np.array([code != _TOTAL and (torn or code in kept) for code in frame["topic_code"]], dtype=bool)
    return found


@lru_cache(maxsize=_KEPT * 4)
def _topics_of_few(place: Place, name: str) -> list[tuple[str, date]]:
    """Topic and month of the classes kept back in a count column."""
    text = "SELECT DISTINCT topic_code, month FROM dim_class WHERE list_contains($kept, class_id)"
    kept = sorted(hidden_classes(place).get(name, ()))
    return open_version(*place[:2]).cursor().execute(text, {"kept": kept}).fetchall()


@lru_cache(maxsize=_KEPT)
def moved_sessions(place: Place, name: str) -> frozenset[str]:
    """The classes in a session of which so few more or fewer are counted since, by a newer version."""
    warehouse, version, _, newer, _ = place
    unlike = others(warehouse, version, newer, _SESSIONS[name])
    own, *later = (_by_session(warehouse, one, name) for one in (version, *unlike)) if unlike else (None,)
    moved = [one.sub(own, fill_value=0).abs() for one in later]
    few = [more.index[(more > 0) & (more < least)] for more in moved for least in limits(place, name)]
    return frozenset(class_id for index in few for class_id, _ in index)


def _by_session(warehouse: Path, version: str, name: str) -> pd.Series:
    text = f"SELECT class_id, session_id, {name} FROM {_SESSIONS[name]}"
    return open_version(warehouse, version).cursor().execute(text).df().set_index(["class_id", "session_id"])[name]
