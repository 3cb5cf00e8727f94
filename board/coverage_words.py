"""What the Coverage page says in words: its sentence, its tiles, what stands out, what is missing, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from board import levels
from board.apart import apart
from board.charts.due import DUTIES
from board.field_words import kind_name
from board.formats import count, day, month, size
from board.grading import grade, weakest
from board.leading import empty_reason
from board.model import Grade, Link, State, Statement, Tile
from board.rows import Row
from board.sayings import counted, nothing_found
from board.scope_words import period_text, region_text
from board.text import t
from board.tiles import tile
from board.values import metric_value
from data.metrics import metrics
from queries.scope import Compare, Scope
from queries.warehouse import Catalogue

LEADING = ("annual_track_rate", "five_year_track_rate", "initial_in_time_rate", "promoted_in_time_rate")
_KINDS = ("cadres", "enrollments", "hours_ledger", "plan_items")
_MOST = 4


@dataclass(frozen=True)
class Told:
    """Rows of the page's frames as its words need them: by level or tier, "*" is all; `before` of a year ago."""

    hours: dict[tuple, Row]  # (slice, tier, level)
    deadlines: dict[tuple, Row]  # (slice, tier, level)
    due: dict[tuple, Row]  # (duty, month)
    cities: list[Row]
    plan: dict[tuple, Row]  # (part, code)

    def total(self, part: str) -> Row:
        """All tiers and levels of a slice, hours and deadlines together."""
        return {**self.deadlines.get((part, "*", "*"), {}), **self.hours.get((part, "*", "*"), {})}

    def of(self, what: str, all_of: int) -> dict[str, Row]:
        """The rows of the period: by tier over all levels (0) or by level over all tiers (1)."""
        found = {key[1:]: row for key, row in getattr(self, what).items() if key[0] == "now"}
        return {key[all_of]: row for key, row in found.items() if key[1 - all_of] == "*"}

    def parts(self, part: str) -> list[Row]:
        """The plan's rows of hosts or of regions."""
        return [r for (p, code), r in self.plan.items() if p == part and code]


def as_of(told: Told) -> date | None:
    """The day the hours are counted to; None if there are none."""
    last = told.total("now").get("day")
    return None if last is None else last.date() if hasattr(last, "date") else last


def tiles(told: Told, scope: Scope) -> tuple[Tile, ...]:
    """Hours by year and by five years, the two deadlines, who is due soon, the plan."""
    now, before = told.total("now"), _same_day_before(told)
    alone = scope.changed(compare=Compare.NONE)
    due = told.due.get(("*", "*"))
    hours = [tile(key, now, before, scope if before else alone) for key in LEADING[:2]]
    laws = [tile(key, now, told.total("before"), scope) for key in LEADING[2:]]
    soon = [tile("due_open", due, None, alone)]
    plan = [tile(key, told.plan.get(("*", "*")), None, alone) for key in ("plan_execution_rate", "unplanned_rate")]
    return (*hours, *laws, *soon, *plan)


def sentence(told: Told, scope: Scope) -> Statement | None:
    """Who got the required hours; are recruits and promoted on time? None without any of the four figures."""
    lang, now = scope.language, told.total("now")
    values = {key: metric_value(now, key, scope) for key in LEADING}
    said = {k: v for k, v in values.items() if v.number is not None}
    if not said:
        return None
    parts = [t(lang, "board.say_part", label=metrics()[k].label[lang], text=v.text) for k, v in said.items()]
    last = as_of(told)
    text = t(lang, "board.semicolon").join(parts)
    if last is not None:
        text = t(lang, "coverage.sentence", day=day(last, lang), text=text)
    firm = [grade(v.n, None, True, survey=False) for v in said.values()]
    ids = t(lang, "board.comma").join(metrics()[k].id for k in said)
    return Statement(t(lang, "board.full_stop", text=text), weakest(*firm), t(lang, "board.basis_register", id=ids))


def standing_out(told: Told, scope: Scope, known: Catalogue) -> tuple[Statement, ...]:
    """Cities, tiers, levels and hosts that lie worse than all the others together, beyond chance."""
    tiers = known.names("tiers", scope.language)
    by_tier = [r for tier, r in told.of("deadlines", 0).items() if tier in tiers]
    by_level = [r for level, r in told.of("deadlines", 1).items() if level != "*"]
    said = [
        *far_apart(told.cities, "annual_track_rate", lambda r: _place(r["region_code"], scope, known), scope, _region),
        *far_apart(by_tier, "initial_in_time_rate", lambda r: tiers[r["org_tier"]], scope),
        *far_apart(by_level, "promoted_in_time_rate", lambda r: levels.name(r["level_code"], scope, known), scope, _level),
        *far_apart(told.parts("region"), "plan_execution_rate", lambda r: _place(r["code"], scope, known), scope),
        *far_apart(told.parts("host"), "unplanned_rate", lambda r: r["code"], scope),
    ]
    return tuple(said) or (nothing_found(t(scope.language, "coverage.nothing_apart")),)


def to_do(told: Told, scope: Scope, known: Catalogue) -> tuple[Statement, ...]:
    """Whom to send to training in the next ninety days."""
    lang, rows = scope.language, {duty: told.due.get((duty, "*")) for duty in DUTIES}
    few = any(metric_value(row, "due_open", scope).state is State.HIDDEN for row in rows.values())
    none = t(lang, "board.full_stop", text=t(lang, "coverage.due_few")) if few else t(lang, "board.no_actions")
    return tuple(due_soon(rows, scope, known)) or (nothing_found(none),)


def due_soon(rows: dict[str, Row | None], scope: Scope, known: Catalogue) -> list[Statement]:
    """Those not trained yet whose day comes within ninety days, by duty."""
    names, lang = known.names("types", scope.language), scope.language
    said = []
    for duty in DUTIES:
        value = metric_value(rows.get(duty), "due_open", scope)
        if value.number:
            text = t(lang, "coverage.do_due", duty=names[duty], text=value.text, day=day(known.as_of, lang))
            said.append(counted(text, t(lang, "board.basis_register", id=metrics()["due_open"].id)))
    return said


def notices(told: Told, scope: Scope, known: Catalogue) -> tuple[str, ...]:
    """What the figures do not hold: records that are missing, days that differ from the period, filters without effect."""
    lang, last, given = scope.language, as_of(told), {kind for _, kind, *_ in known.sources}
    absent = [kind for kind in _KINDS if kind not in given]
    said = [t(lang, f"coverage.missing_{kind}", kind=kind_name(kind, lang), file=kind) for kind in absent]
    if last is not None and last not in (scope.period[1], known.as_of):
        said.append(t(lang, "coverage.quarter_day", day=day(last, lang)))
    if last is not None and (last - known.first_month).days < 5 * 365:
        said.append(t(lang, "coverage.short_records", month=month(known.first_month, lang)))
    if scope.training_type:
        said.append(t(lang, "coverage.no_type"))
    if scope.level:
        said.append(t(lang, "coverage.no_level"))
    return tuple(said)


def missing(scope: Scope, known: Catalogue) -> str:
    """Why there is nothing: which files would fill the page, or that the limits hold nobody."""
    lang, given = scope.language, {kind for _, kind, *_ in known.sources}
    files = [t(lang, "coverage.file", kind=kind_name(k, lang), file=k) for k in _KINDS if k not in given]
    if not files:
        return ""
    return t(lang, "coverage.empty_files", files=t(lang, "board.comma").join(files))


def nobody(scope: Scope, known: Catalogue) -> str:
    """Why there is nothing although the files are there: nobody has hours or a deadline to meet, and no run is planned."""
    if scope.viewer.regions == ():
        return empty_reason(scope, known)
    return t(scope.language, "coverage.empty_people", period=period_text(scope), region=region_text(scope, known))


def meta(told: Told, scope: Scope) -> str:
    """How many people each rule applies to; protected counts are left out."""
    lang, now = scope.language, told.total("now")
    counts = {name: now.get(name) for name in ("year_required", "rolling_required", "initial_due", "promoted_due")}
    said = [t(lang, f"coverage.meta_{k}", count=count(n, lang)) for k, n in counts.items() if n and n == n]
    return t(lang, "board.dot").join(said)


def far_apart(rows: list[Row], key: str, name, scope: Scope, link=lambda row: None) -> list[Statement]:
    """The rows worse on share `key` than all the others together; `name` and `link` say who a row is and where it leads."""
    lang, metric, said = scope.language, metrics()[key], []
    worse = [a for a in apart(rows, key) if (a.gap > 0) == (metric.better == "lower")]
    for found in sorted(worse, key=lambda a: -abs(a.gap))[:_MOST]:
        value = metric_value(found.row, key, scope)
        firm = grade(value.n, None, True, survey=False)
        if firm is Grade.CANNOT:  # too few to be said at all
            continue
        direction = t(lang, "board.higher" if found.gap > 0 else "board.lower")
        text = t(
            lang, "coverage.apart", who=name(found.row), metric=metric.label[lang], text=value.text, direction=direction,
            size=size(found.gap, metric.unit, lang), n=count(value.n, lang),
        )  # fmt: skip
        said.append(Statement(text, firm, t(lang, "board.basis_register", id=metric.id), link(found.row)))
    return said


def _place(code: str, scope: Scope, known: Catalogue) -> str:
    region = known.region(code)
    name = region.name(scope.language)
    return name if region.depth else t(scope.language, "board.own_organs", name=name)


def _region(row: Row) -> Link:
    return Link("", (("region", row["region_code"]),))


def _level(row: Row) -> Link:
    return Link("", (("level", row["level_code"]),))


def _same_day_before(told: Told) -> Row | None:
    """The figures before, if they stand at the same day of a year."""
    return told.total("before") if same_day(told.total("now"), told.total("before")) else None


def same_day(now: Row, before: Row | None) -> bool:
    """Whether the hours of both rows stand at the same day of a year: a half year is not compared with a whole one."""
    days = [pd.Timestamp(row["day"]) for row in (now, before or {}) if not pd.isna(row.get("day"))]
    return len({(day.month, day.day) for day in days}) == 1 and len(days) == 2
