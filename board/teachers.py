"""How many teachers are rated apart from the other sessions of their classes: counted, never named, never ranked."""

from __future__ import annotations

import pandas as pd

from board.distances import shrunk_signs
from board.formats import count
from board.grading import of_evidence
from board.model import Statement
from board.text import t
from board.values import fewest
from queries.scope import Scope

_CLASSES = 2  # fewer say nothing of a teacher
_LEADING = "LEAD"  # may be rated more politely: apart from the others


def teachers_apart(frame: pd.DataFrame, scope: Scope) -> tuple[Statement, ...]:
    """One sentence on teachers, one on leading cadres; nothing where nobody was rated in two classes."""
    rows = frame[(frame["classes"] >= _CLASSES) & (frame["class_distance_state"] == "shown")]
    parts = {"leaders": rows["teacher_type"] == _LEADING, "teachers": rows["teacher_type"] != _LEADING}
    return tuple(_said(word, rows[mine], scope) for word, mine in reversed(parts.items()) if mine.any())


def _said(word: str, rows: pd.DataFrame, scope: Scope) -> Statement:
    lang, signs = scope.language, shrunk_signs(rows, scope)
    low, high = int((signs < 0).sum()), int((signs > 0).sum())
    kind = "apart" if low or high else "alike"
    counts = {name: count(n, lang) for name, n in (("all", len(signs)), ("low", low), ("high", high))}
    text = t(lang, f"courses.{word}_{kind}", **counts)
    least = {"classes": _CLASSES, "answers": fewest("class_distance", scope)}
    return Statement(text, of_evidence("picked"), t(lang, "courses.teachers_basis", **least))
