"""What a value, a sentence and a comparison can be: the words every renderer translates the same way."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Why a value looks as it does. Every renderer draws each state the same way everywhere."""

    SHOWN = "shown"
    HOLLOW = "hollow"  # imprecise: too few for a firm reading
    MERGED = "merged"  # coarsened: the value belongs to a larger group, named in `text`
    HIDDEN = "hidden"  # protected: the renderer never receives the number
    NOT_DUE = "not_due"
    NO_RECORDS = "no_records"
    OUT_OF_SCOPE = "out_of_scope"


class Grade(StrEnum):
    """How firmly a sentence may be said."""

    CAN = "can"  # 可以说
    CARE = "care"  # 谨慎说
    CANNOT = "cannot"  # 不能说


class Signal(StrEnum):
    """What a number says against its comparison."""

    BETTER = "better"
    WORSE = "worse"
    CHANCE = "chance"  # within chance
    UNKNOWN = "unknown"  # cannot tell yet
    NONE = "none"  # nothing compared
