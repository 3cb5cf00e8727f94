"""One class against its waiting list: did results at work of the units it served change more than those of units that wait?
Without a waiting list, or where it may not be used, a change stays a measured change."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.did import FEWEST_BEFORE, FEWEST_UNITS, Effect, Judgement, Side, judged, of_sides
from analysis.intervals import mean_interval
from board.charts.common import axis, head
from board.class_facts import Facts
from board.formats import count, day, month, number, span
from board.grading import grade, of_evidence
from board.model import Grade, Line, Mark, State, Statement, Trend, Value
from board.rows import Row
from board.text import t
from board.values import absent
from data.metrics import metrics
from queries.scope import Scope

KEY = "outcome_level"
_SIDES = ((True, "brand", "trained"), (False, "chance", "waiting"))


@dataclass(frozen=True)
class Against:
    """Both sides of the class; `verdict` is the last part of a key of the words: what the difference may be called."""

    sides: tuple[Side, Side]
    judged: Judgement
    verdict: str

    @property
    def firm(self) -> Grade:
        """How firmly the difference may be said."""
        if self.verdict not in ("beyond", "chance"):
            return of_evidence("nothing_found")
        fewest = min(self.judged.effect.treated, self.judged.effect.control)
        return grade(fewest, None, self.verdict == "beyond", survey=False)


def against(facts: Facts) -> Against | None:
    """The comparison; None without both sides measured before and after."""
    rows = {bool(row["trained"]): row for row in facts.rows("one_class_net")}
    if len(rows) < 2:
        return None
    sides, slopes = (tuple(_side(rows[who], key) for who, *_ in _SIDES) for key in ("outcome_change", "outcome_slope"))
    times = min(int(row["times_before"]) for row in rows.values())
    found = judged(of_sides(*sides), of_sides(*slopes), times)
    return Against(sides, found, _verdict(found, all(row["agreed"] for row in rows.values())))


def _verdict(found: Judgement, agreed: bool) -> str:
    if not agreed:
        return "late"
    if not found.enough:
        return "few"
    if not found.alike:
        return "apart"
    return "chance" if found.effect.low <= 0 <= found.effect.high else "beyond"


def _side(row: Row, key: str) -> Side:
    return Side(int(row["outcome_units"]), float(row[key]), float(row[f"{key}_spread"]))


def net_said(facts: Facts, scope: Scope) -> Statement:
    """The comparison in one sentence, or that there is none and so no net effect."""
    lang, found = scope.language, against(facts)
    rows = facts.rows("one_class_outcome")
    if found is None:
        text = t(lang, "one_class.net_waits", outcome=rows[0]["outcome"]) if rows else t(lang, "one_class.net_none")
        return Statement(text, of_evidence("not_judged"))
    changes = dict(zip(("change", "other"), (_signed(side.mean, scope) for side in found.sides), strict=True))
    sides = t(lang, "one_class.net_sides", outcome=rows[0]["outcome"], n=count(found.sides[0].n, lang),
              m=count(found.sides[1].n, lang), **changes)  # fmt: skip
    least = {"units": FEWEST_UNITS, "before": FEWEST_BEFORE}
    verdict = t(lang, f"one_class.net_{found.verdict}", **least, **_difference(found.judged.effect, scope))
    return Statement(sides + verdict, found.firm, metrics()["outcome_change"].id)


def net_trend(facts: Facts, scope: Scope) -> Trend | None:
    """Both sides from measuring to measuring, before and after the class; None without a waiting list."""
    lang, rows, found = scope.language, facts.rows("one_class_outcome"), against(facts)
    if found is None:
        return None
    days = sorted({row["measured_on"] for row in rows})
    later = min(row["measured_on"] for row in rows if row["later"])
    cells = {(bool(row["trained"]), row["measured_on"]): row for row in rows}
    lines = tuple(_line(cells, days, *side, scope) for side in _SIDES)
    title = t(lang, f"one_class.net_title_{found.verdict}", **_difference(found.judged.effect, scope))
    words = head(
        "net_effect", KEY, "one_class_outcome", title, scope,
        about=t(lang, "one_class.about_net", outcome=rows[0]["outcome"]),
        foot=t(lang, "one_class.net_n", n=count(found.sides[0].n, lang), m=count(found.sides[1].n, lang)),
        marks=[line.marks[-1] for line in lines], firm=found.firm,
    )  # fmt: skip
    values = [mark.value for line in lines for mark in line.marks]
    event = ((days.index(later), t(lang, "one_class.net_event")),)
    return Trend(words, tuple(month(d.date(), lang) for d in days), axis(KEY, values, scope), lines, events=event)


def _line(cells: dict[tuple, Row], days: list, trained: bool, role: str, word: str, scope: Scope) -> Line:
    name = t(scope.language, f"one_class.net_{word}")
    marks = (Mark(f"{name} {day(d.date(), scope.language)}", _value(cells.get((trained, d)), scope), role) for d in days)
    return Line(name, role, tuple(marks), banded=True, strong=trained)


def _value(row: Row | None, scope: Scope) -> Value:
    if row is None:
        return absent(State.NO_RECORDS, scope)
    lang, n = scope.language, int(row["outcome_units"])
    low, high = map(float, mean_interval(row[KEY], row[f"{KEY}_spread"], n))
    notes = [t(lang, "one_class.net_units", count=count(n, lang))]
    if low == low:
        notes.append(t(lang, "board.interval", span=span(low, high, "value", lang)))
    return Value(
        float(row[KEY]), number(row[KEY], "value", lang), n=n, low=low if low == low else None,
        high=high if high == high else None, note=t(lang, "board.semicolon").join(notes),
    )  # fmt: skip


def _difference(effect: Effect, scope: Scope) -> dict[str, str]:
    ends = {"low": _signed(effect.low, scope), "high": _signed(effect.high, scope)} if effect.low == effect.low else {}
    return {
        "net": _signed(effect.value, scope), "interval": t(scope.language, "one_class.interval", **ends) if ends else "",
    }


def _signed(value: float, scope: Scope) -> str:
    return number(value, "points", scope.language)
