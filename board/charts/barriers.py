"""What stands in the way: reasons grouped into work side and training side, and by cadre level."""

from __future__ import annotations

import pandas as pd

from board import levels
from board.charts.common import axis, head, n_text
from board.model import Bars, Heat, Link, Mark, Value
from board.rows import Row, by
from board.text import t
from board.values import metric_value
from data.metrics import metrics
from queries.scope import Scope
from queries.warehouse import Catalogue

KEY = "barrier_rate"
SIDES = ("work", "training", "")  # column `side` of the code list
_ROLES = {"work": "brand", "training": "level5", "": "chance"}

Reasons = dict[tuple, Row]


def reasons(frame: pd.DataFrame) -> Reasons:
    """Rows of use_barriers by (level, barrier)."""
    return by(frame, "level_code", "barrier_code")


def side_of(code: str, known: Catalogue) -> str:
    """work, training, or nothing for another reason or none given."""
    entry = known.lists["barriers"].get(code)
    return entry.extra.get("side", "") if entry else ""


def side_value(rows: Reasons, side: str, scope: Scope, known: Catalogue, level: str = "*") -> Value:
    """The share of one side: each person names one reason, so the shares add up."""
    parts = [row for (code, barrier), row in rows.items() if code == level and side_of(barrier, known) == side]
    told = [row for row in parts if row[f"{KEY}_state"] in ("shown", "hollow")]
    if not told or len(told) < len(parts):
        return metric_value(parts[0] if parts else None, KEY, scope)
    return metric_value({**told[0], KEY: sum(row[KEY] for row in told)}, KEY, scope)


def name(code: str, scope: Scope, known: Catalogue) -> str:
    """The reason's word; an empty code is no reason given."""
    entry = known.lists["barriers"].get(code)
    return entry.name(scope.language) if entry else t(scope.language, "follow_up.no_reason")


def barrier_bars(rows: Reasons, scope: Scope, known: Catalogue) -> Bars | None:
    """All reasons, the work side first; None without records."""
    codes = sorted((c for lv, c in rows if lv == "*"), key=lambda c: SIDES.index(side_of(c, known)))
    marks = tuple(
        Mark(name(c, scope, known), metric_value(rows["*", c], KEY, scope), _ROLES[side_of(c, known)])
        for c in codes
        if c or rows["*", c][KEY] != 0
    )
    if not any(m.value.number is not None for m in marks):
        return None
    lang = scope.language
    groups = tuple((t(lang, f"follow_up.side_{s or 'other'}"), n) for s in SIDES if (n := _count(codes, marks, s, known)))
    words = head(
        "barriers", KEY, "use_barriers", barrier_finding(rows, scope, known), scope,
        about=t(lang, "follow_up.about_barriers"), foot=n_text(rows["*", ""]["unused"], scope), marks=marks,
    )  # fmt: skip
    return Bars(words, axis(KEY, (m.value for m in marks), scope, [0.0]), marks, groups)


def _count(codes: list[str], marks: tuple[Mark, ...], side: str, known: Catalogue) -> int:
    """How many marks stand on a side: no reason given is drawn only if somebody gave none."""
    here = [c for c in codes if side_of(c, known) == side]
    return len(here) - (side == "" and len(marks) < len(codes))


def barrier_finding(rows: Reasons, scope: Scope, known: Catalogue) -> str:
    """Which side, and the reason named most."""
    lang = scope.language
    work, training = (side_value(rows, side, scope, known) for side in ("work", "training"))
    top = leading(rows, "*", scope, known)
    if top is None or work.number is None or training.number is None:
        return t(lang, "follow_up.barriers_plain")
    word = "follow_up.barriers_work" if work.number >= training.number else "follow_up.barriers_training"
    return t(lang, word, work=work.text, training=training.text, reason=top[0], text=top[1].text)


def leading(rows: Reasons, level: str, scope: Scope, known: Catalogue) -> tuple[str, Value, str] | None:
    """(word, value, code) of the reason named most at a level; None if it may not be said."""
    found = [
        (metric_value(row, KEY, scope), c)
        for (code, c), row in rows.items()
        if code == level and c and row[f"{KEY}_state"] in ("shown", "hollow")
    ]
    if not found:
        return None
    value, code = max(found, key=lambda pair: pair[0].number)
    return name(code, scope, known), value, code


def barrier_heat(rows: Reasons, scope: Scope, known: Catalogue) -> Heat | None:
    """Reasons by level; None with fewer than two levels that may be shown."""
    codes = [c for c in levels.shown(scope, known) if rows.get((c, ""), {}).get(f"{KEY}_state") in ("shown", "hollow")]
    barriers = [c for c in known.lists["barriers"] if ("*", c) in rows]
    if len(codes) < 2:
        return None
    cells = tuple(tuple(_cell(b, c, rows, scope, known) for c in codes) for b in barriers)
    flat = [m for row in cells for m in row]
    words = head(
        "barriers_by_level", KEY, "use_barriers", heat_finding(rows, codes, scope, known), scope,
        about=t(scope.language, "board.about_levels"), foot=n_text(rows["*", ""]["unused"], scope), marks=flat,
    )  # fmt: skip
    return Heat(
        words, axis(KEY, (m.value for m in flat), scope), tuple(name(b, scope, known) for b in barriers),
        tuple(levels.name(c, scope, known) for c in codes), cells,
    )  # fmt: skip


def _cell(barrier: str, code: str, rows: Reasons, scope: Scope, known: Catalogue) -> Mark:
    label = f"{name(barrier, scope, known)}·{levels.name(code, scope, known)}"
    return Mark(label, metric_value(rows.get((code, barrier)), KEY, scope), "brand", Link("", (("level", code),)))


def apart(rows: Reasons, codes: list[str], scope: Scope, known: Catalogue) -> tuple[str, str, Value, Value] | None:
    """(level, barrier, its value, that of the rest): the reason whose share at one level lies farthest above the rest.

    Beyond chance only: the level's whole interval above that of all other levels together.
    """
    found = []
    for code in codes:
        for barrier in (b for b in known.lists["barriers"] if {(code, b), ("*", b)} <= rows.keys()):
            here, rest = metric_value(rows[code, barrier], KEY, scope), _rest(rows, code, barrier, scope)
            if here.low is not None and rest.high is not None and here.low > rest.high:
                found.append((here.number - rest.number, code, barrier, here, rest))
    return max(found)[1:] if found else None


def _rest(rows: Reasons, code: str, barrier: str, scope: Scope) -> Value:
    """The same reason among everybody of other levels, where whole and level may both be seen."""
    whole, here = rows["*", barrier], rows[code, barrier]
    n = whole["unused"] - here["unused"]
    if not n > metrics()[KEY].precision:
        return metric_value(None, KEY, scope)
    share = (whole[KEY] * whole["unused"] - here[KEY] * here["unused"]) / n
    return metric_value({**whole, KEY: min(max(share, 0.0), 1.0), "unused": n}, KEY, scope)


def heat_finding(rows: Reasons, codes: list[str], scope: Scope, known: Catalogue) -> str:
    """Which level names one reason far more than the others, or that none does."""
    lang, found = scope.language, apart(rows, codes, scope, known)
    if found is None:
        return t(lang, "follow_up.levels_alike")
    code, barrier, here, rest = found
    return t(
        lang, "follow_up.level_apart", level=levels.name(code, scope, known), reason=name(barrier, scope, known),
        text=here.text, rest=rest.text,
    )  # fmt: skip
