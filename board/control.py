"""Signal or noise over time, in words: control limits, what the last point says, what to expect of the target."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from analysis import control
from analysis.control import Assurance, Variation
from board.formats import number
from board.model import Limits, Line, Mark
from board.targets import in_unit, target_text
from board.text import t
from data.metrics import metrics
from queries.scope import Scope
from queries.warehouse import Catalogue, Event, Target

_ROLES = {"higher": ("worse", "better"), "lower": ("better", "worse")}  # of a signal below, above the mean
_RULES = (  # the weightiest reason is named
    (control.OUTSIDE, "outside"),
    (control.SIDE, "side"),
    (control.TREND, "trend"),
    (control.NEAR, "near"),
)


@dataclass(frozen=True)
class Controlled:
    """A line with its signals marked, and what its control chart says."""

    line: Line
    found: control.Chart
    target: Target | None

    @property
    def judged(self) -> bool:
        """Whether there are limits to judge the last point by."""
        return self.found.variation is not Variation.UNKNOWN

    @property
    def signal(self) -> bool:
        """Whether the last point says more than chance."""
        return self.judged and self.found.variation is not Variation.COMMON

    def limits(self) -> tuple[Limits, ...]:
        """Those of each stretch that has any."""
        return tuple(
            Limits(part.start, part.stop - 1, part.mean, part.low, part.high, part.trial)
            for part in self.found.segments
            if part.mean == part.mean
        )


def events_of(key: str, level: str, scope: Scope, known: Catalogue) -> tuple[Event, ...]:
    """The recorded events that concern metric `key` of a level ("*": all) in the scope's regions."""
    places = {"", *scope.places, *(known.region(c).city for c in scope.places)}
    return tuple(
        e for e in known.events
        if e.metric in ("", key) and e.level in ("", level) and (e.region in places or not scope.places)
    )  # fmt: skip


def first_after(event: Event, starts: list[date]) -> int | None:
    """The first period that begins on the day of the event or later; None if that is none, or the very first."""
    return next((i for i, start in enumerate(starts) if start >= event.day and i > 0), None)


def controlled(
    line: Line, level: str, starts: list[date], key: str, target: Target | None, scope: Scope, known: Catalogue
) -> Controlled:
    """The XmR chart of a line; limits start anew at a recorded event and nowhere else."""
    metric = metrics()[key]
    at = {first_after(e, starts): e.breaks for e in events_of(key, level, scope, known)}
    at.pop(None, None)
    values = [float("nan") if m.value.number is None else m.value.number for m in line.marks]
    ends = {"ends": (0.0, 1.0)} if metric.unit == "percent" else {}
    better = {"higher": 1, "lower": -1}.get(metric.better, 0)
    broken = [i for i, breaks in at.items() if breaks]
    found = control.xmr(values, better, in_unit(target) if target else None, at.keys(), broken, **ends)
    marks = tuple(_marked(m, i, found, metric.better, scope) for i, m in enumerate(line.marks))
    return Controlled(replace(line, marks=marks, breaks=tuple(sorted(broken))), found, target)


def control_finding(one: Controlled, key: str, scope: Scope) -> str:
    """What the last point says and what to expect of the target: 应用率只是随机波动；目标 85% 时达时不达."""
    lang, last = scope.language, one.found.segments[-1]
    earlier = int((one.found.rules != 0).sum())
    word = "common_after" if one.found.variation is Variation.COMMON and earlier else one.found.variation
    said = [t(lang, f"control.{word}", metric=metrics()[key].label[lang], rule=_rule(one, lang), count=earlier)]
    if one.target is not None and one.found.assurance is not Assurance.UNKNOWN:
        said.append(t(lang, f"control.assurance_{one.found.assurance}", target=target_text(one.target, lang)))
    if last.trial:
        said.append(t(lang, "control.trial", needed=control.BASE))
    return t(lang, "board.semicolon").join(said)


def levels_finding(lines: list[Controlled], key: str, scope: Scope) -> str:
    """Which lines have a signal at their last point, in the order of the levels; the others only move by chance."""
    lang = scope.language
    said = [
        t(lang, f"control.level_{one.found.variation}", level=one.line.name, rule=_rule(one, lang))
        for one in lines if one.signal
    ]  # fmt: skip
    rest = sum(one.judged and not one.signal for one in lines)
    if rest:
        said.append(t(lang, "control.others" if said else "control.none", count=rest))
    text = t(lang, "board.semicolon").join(said)
    return t(lang, "board.about_metric", metric=metrics()[key].label[lang], finding=text)


def limits_text(one: Controlled, key: str, language: str) -> str:
    """均值 78.2%，控制限 72.1%–84.3%, of the last stretch; nothing without limits."""
    found = one.limits()
    if not found or found[-1].last != len(one.line.marks) - 1:
        return ""
    mean, low, high = (number(x, metrics()[key].unit, language) for x in (found[-1].mean, found[-1].low, found[-1].high))
    return t(language, "control.limits", mean=mean, low=low, high=high)


def _rule(one: Controlled, language: str) -> str:
    """The weightiest reason why the last point that has a number is no chance."""
    known = [i for i, m in enumerate(one.line.marks) if m.value.number is not None]
    bits = int(one.found.rules[known[-1]]) if known else 0
    word = next((word for bit, word in _RULES if bits & bit), "")
    return t(language, f"control.rule_{word}") if word else ""


def _marked(mark: Mark, place: int, found: control.Chart, better: str, scope: Scope) -> Mark:
    """The mark with its role and the reason in its note, if it is a signal."""
    bits = int(found.rules[place])
    if not bits or mark.value.number is None:
        return mark
    part = next(p for p in found.segments if p.start <= place < p.stop)
    above = mark.value.number > part.mean
    reasons = [t(scope.language, f"control.rule_{word}") for bit, word in _RULES if bits & bit]
    note = t(scope.language, "control.note", reasons=t(scope.language, "board.comma").join(reasons))
    value = replace(mark.value, note=t(scope.language, "board.semicolon").join(x for x in (mark.value.note, note) if x))
    return replace(mark, value=value, role=_ROLES.get(better, ("brand", "brand"))[above])
