"""Everything that is known of one class: the answers of all questions its page asks, as plain rows."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from board.rows import Row, by, records
from queries.door import answerable, answers, run
from queries.scope import Scope

_ASKED = (
    "class_peers", "like_classes", "one_class_by_level", "one_class_sessions", "one_class_courses", "one_class_aspects",
    "one_class_seats", "one_class_returns", "one_class_raters", "one_class_items", "one_class_gain", "one_class_problems",
    "one_class_forms", "one_class_comments", "one_class_outcome", "one_class_net",
)  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """Frames and rows by what they answer. What a version does not hold is empty, like what was never recorded."""

    this: Row
    runs: dict[tuple, Row]  # by class_id, in the order they started
    frames: dict[str, pd.DataFrame]  # by question
    peers: dict[str, Row]  # quartiles of like classes by metric

    def rows(self, question: str) -> list[dict[str, object]]:
        """All rows of a question."""
        return records(self.frames[question]) if question in self.frames else []

    def by(self, question: str, key: str) -> dict[object, dict[str, object]]:
        """Rows of a question by one column."""
        return {row[key]: row for row in self.rows(question)}

    def one(self, question: str) -> Row | None:
        """The only row of a question, or None."""
        return next(iter(self.rows(question)), None)

    @property
    def before(self) -> Row | None:
        """The run of the programme before this class, or None."""
        earlier = [row for row in self.runs.values() if row["start_date"] < self.this["start_date"]]
        return earlier[-1] if earlier else None


def facts(scope: Scope) -> Facts | None:
    """The facts of the scope's class; None if no class is chosen, or none the viewer may see."""
    runs = by(run("one_class", scope), "class_id") if scope.class_id else {}
    this = runs.get((scope.class_id,))
    if this is None:
        return None
    frames = answers(scope, *(name for name in _ASKED if answerable(name, scope)))
    return Facts(this, runs, frames, {row["metric"]: row for row in records(frames["class_peers"])})
