"""Questions the tests ask: the whole, parts of it, nothing."""

from __future__ import annotations

from datetime import date

from queries.scope import Scope
from queries.warehouse import Catalogue
from tests.oracle import Limits

HALF = (date(2026, 1, 1), date(2026, 6, 30))
QUARTER = (date(2026, 1, 1), date(2026, 3, 31))
YEARS = (date(2023, 7, 1), date(2026, 6, 30))
NEVER = (date(2019, 1, 1), date(2019, 12, 31))  # before the first record


def whole(known: Catalogue, **limits: object) -> Scope:
    """The first half of 2026, every region and level, unless limited."""
    return Scope(known.version, HALF).changed(**limits)


def limits(scope: Scope, known: Catalogue) -> Limits:
    """The same question for the oracle."""
    parts = (known.below(scope.region), frozenset(scope.level), frozenset(scope.training_type))
    return Limits(scope.period, *(part or None for part in parts))
