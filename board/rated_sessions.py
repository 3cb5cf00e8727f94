"""Sessions rated within their own class, a calendar year at a time: whatever is filtered, a class is rated the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from board.distances import of_sessions, session_signs
from board.formats import count
from board.grading import of_evidence
from board.model import Link, Statement
from board.rows import records
from board.text import t
from queries.door import digested
from queries.scope import Compare, Scope

_NAMED = 3


@dataclass(frozen=True)
class Rated:
    """`sessions`: how many are rated, by class; `below`: all rows of classes with one below the others, marked `weak`."""

    sessions: pd.Series
    below: pd.DataFrame


def weak_sessions(classes: pd.DataFrame, names: Mapping[str, str], scope: Scope) -> list[Statement]:
    """How many sessions of these classes are below their own class, and those of the first classes by name."""
    years = range(scope.period[0].year, scope.period[1].year + 1)
    found = [digested(_rated, "course_sessions", _all_of(year, scope)) for year in years]
    mine = pd.Index(classes["class_id"])
    rated = sum(int(one.sessions.to_numpy()[one.sessions.index.isin(mine)].sum()) for one in found)
    if not rated:
        return []
    below = pd.concat([one.below[one.below["class_id"].isin(mine)] for one in found])
    weak, lang = below[below["weak"]], scope.language
    word = "courses.sessions_alike" if weak.empty else "courses.sessions_weak"
    counts = {"rated": count(rated, lang), "count": count(len(weak), lang), "classes": weak["class_id"].nunique()}
    said = [Statement(t(lang, word, **counts), of_evidence("picked"), t(lang, "courses.basis_sessions"))]
    order = mine.get_indexer(weak["class_id"]).argsort(kind="stable")[:_NAMED]
    for class_id, seq in weak[["class_id", "seq"]].iloc[order].itertuples(index=False):
        rows = records(below[below["class_id"] == class_id])
        d = next(d for row, d in zip(rows, of_sessions(rows, scope), strict=True) if row["seq"] == seq)
        text = t(lang, "courses.session_weak", name=names[class_id], seq=int(seq), size=d.size(lang))
        said.append(Statement(text, of_evidence("picked"), d.value.note, Link("one_class", (("class", class_id),))))
    return said


def _all_of(year: int, scope: Scope) -> Scope:
    """All that the viewer may see of a year."""
    return Scope(
        scope.version, (date(year, 1, 1), date(year, 12, 31)), compare=Compare.NONE,
        audience=scope.audience, viewer=scope.viewer, beside=scope.beside,
    )  # fmt: skip


def _rated(sessions: pd.DataFrame) -> Rated:
    rated, signs = session_signs(sessions)
    found = sessions.assign(weak=signs < 0)
    below = found.loc[found["weak"], "class_id"].unique()
    return Rated(sessions.loc[rated, "class_id"].value_counts(sort=False), found[found["class_id"].isin(below)])
