"""Classes that a question leaves out of its sums, because what one choice has more than another would be theirs."""

from __future__ import annotations

from queries.class_rows import moved_sessions
from queries.release import Place
from queries.whole_classes import hidden_classes

_NONE: frozenset[str] = frozenset()
_ASPECTS = ("pd_count", "pi_count", "pm_count", "pe_count")


def untold(place: Place) -> list[str]:
    """The classes whose attendance is not told, session by session: kept back, or in a session of which few came since."""
    return sorted(hidden_classes(place).get("attendees", _NONE) | moved_sessions(place, "attendees"))


def unrated(place: Place) -> list[str]:
    """The classes whose answers about sessions are not told: those after the class are kept back, or few came since."""
    return sorted(hidden_classes(place).get("ov_count", _NONE) | moved_sessions(place, "course_answers"))


def unjudged(place: Place) -> list[str]:
    """The classes of which answers on an aspect (design, carrying out, management, effect) are kept back."""
    known = hidden_classes(place)
    return sorted(_NONE.union(*(known.get(name, _NONE) for name in _ASPECTS)))


def kept(place: Place) -> list[str]:
    """What is kept back of which class, each as "count class"."""
    return sorted(f"{name} {one}" for name, ids in hidden_classes(place).items() for one in ids)


LEFT_OUT = {"untold": untold, "unrated": unrated, "unjudged": unjudged, "kept": kept}  # by the parameter of a question
