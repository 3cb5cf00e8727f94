"""Faulty rows: copies of good rows with one thing wrong, so that the list of rejected rows is not empty."""

from __future__ import annotations

from dataclasses import dataclass

_ENOUGH = 400  # rows; a build refuses a file with too large a share of faults


@dataclass(frozen=True)
class Fault:
    """One way to be wrong: `share` of the file's rows are copied with the columns of `replace` changed."""

    name: str
    share: float
    replace: str

    def count(self, rows: int) -> int:
        """How many copies a file of so many rows gets: none in a small file, or it would be refused."""
        return max(1, round(rows * self.share)) if rows >= _ENOUGH else 0


FAULTS = {
    "classes": (
        Fault("unknown_type", 0.0004, "class_id || 'X' AS class_id, 'T9' AS train_type"),
        Fault("ends_before_start", 0.0004, "class_id || 'Y' AS class_id, start_date - 3 AS end_date"),
    ),
    "cadres": (
        Fault("unknown_level", 0.0003, "cadre_id || 'X' AS cadre_id, 'B9' AS level_code"),
        Fault("duplicate_key", 0.0003, "cadre_id AS cadre_id"),
    ),
    "enrollments": (
        Fault("unknown_class", 0.0002, "enrollment_id || 'X' AS enrollment_id, 'C1999-0001' AS class_id"),
        Fault("unknown_status", 0.0002, "enrollment_id || 'Y' AS enrollment_id, 'FINISHED' AS status"),
        Fault("duplicate_key", 0.0002, "enrollment_id AS enrollment_id"),
    ),
    "sessions": (
        Fault("outside_class", 0.0003, "session_id || 'X' AS session_id, date - 40 AS date"),
        Fault("unknown_method", 0.0003, "session_id || 'Y' AS session_id, 'M77' AS method_code"),
    ),
    "follow_ups": (
        Fault("unknown_applied", 0.0002, "followup_id || 'X' AS followup_id, 'MAYBE' AS applied"),
        Fault("duplicate_key", 0.0002, "followup_id AS followup_id"),
    ),
    "assessments": (
        Fault("above_scale", 0.0004, "item_code || 'X' AS item_code, 100 + score AS score"),
        Fault("unknown_kind", 0.0002, "'QUIZ' AS kind"),
    ),
    "hours_ledger": (
        Fault("unknown_kind", 0.0001, "entry_id || 'X' AS entry_id, 'PRIVATE' AS kind"),
        Fault("hours_out_of_range", 0.0001, "entry_id || 'Y' AS entry_id, 9000 + hours AS hours"),
        Fault("ends_before_start", 0.0001, "entry_id || 'Z' AS entry_id, date_from - 5 AS date_to"),
    ),
}
