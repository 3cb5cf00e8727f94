"""Says how coarsely the numbers of a page are shown, so that a ＊ can be read."""

from __future__ import annotations

from board import levels
from board.text import t
from queries.door import as_one_sum
from queries.resolution import Resolution, in_cities, instead, resolutions
from queries.scope import Scope
from queries.warehouse import Catalogue

_STEPS = {1: "month", 3: "quarter", 6: "half", 12: "year"}


def coarse(scope: Scope, known: Catalogue) -> tuple[str, ...]:
    """The notice for people and answers, if something is shown less finely than it can be asked; and what to choose
    instead, if what is chosen is not shown.
    """
    lang, chosen = scope.language, as_one_sum(scope)
    found = resolutions(*chosen)
    ways = [t(lang, "board.and").join(t(lang, f"board.way_{step}") for step in way) for way in instead(*chosen)]
    other = (t(lang, "board.notice_instead", ways=t(lang, "board.or").join(ways)),) if ways else ()
    said = {kind: _how(one, scope, known) for kind, one in found.items()}
    kinds = [t(lang, f"board.coarse_{kind}", how=how) for kind, how in said.items() if how]
    if len(kinds) > 1 and len(set(said.values())) == 1:
        kinds = [t(lang, "board.coarse_both", how=next(iter(said.values())))]
    if not kinds or (other and all(one.months == 0 for one in found.values())):
        return other
    return (t(lang, "board.notice_coarse", kinds=t(lang, "board.semicolon").join(kinds)), *other)


def coarse_in_cities(scope: Scope) -> tuple[str, ...]:
    """The notice where the months chosen are no steps by which cities are shown: of each there would be a ＊."""
    found = in_cities(*as_one_sum(scope))
    if found is None:
        return ()
    months, (first, last) = found
    step = t(scope.language, f"board.coarse_months_{_STEPS[months]}")
    return (t(scope.language, "board.notice_cities", step=step, first=f"{first:%Y-%m}", last=f"{last:%Y-%m}"),)


def _how(one: Resolution, scope: Scope, known: Catalogue) -> str:
    """In which steps, and which levels together; nothing if it is as fine as it can be asked."""
    lang = scope.language
    if one.months == 0:
        return t(lang, "board.coarse_never")
    joint = t(lang, "board.and")
    parts = joint.join(joint.join(levels.name(code, scope, known) for code in part) for part in one.merged)
    if one.whole:
        return t(lang, "board.coarse_levels", parts=parts) if parts else ""
    step = t(lang, f"board.coarse_months_{_STEPS[one.months]}")
    if len(one.together) == 1:
        return t(lang, "board.coarse_all", step=step)
    return t(lang, "board.coarse_merged", step=step, parts=parts) if parts else step * (one.months > 1)
