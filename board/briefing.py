"""The Briefing's own words: the eight steps from required to improved, and what all pages have to say and to ask for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain, zip_longest

import pandas as pd

from board import attention, coverage_words, follow_up, needs, problems
from board.charts.regions import region_name
from board.courses import low_bases, rated_bases
from board.formats import count, day, month_day
from board.missing import missing_kinds
from board.model import Link, State, Statement, Tile
from board.rows import Row, joined
from board.sayings import nothing_found
from board.selection_actions import proxies
from board.targets import asked_of, verdict
from board.text import t
from board.tiles import answered, standing, tile
from queries.scope import Scope
from queries.warehouse import Catalogue

FOLLOWED = 90  # days from the end of a class to its follow-up
_MOST = 3


@dataclass(frozen=True)
class Step:
    """A step of the chain: the metrics that can stand for it, best first; its page, files and due day."""

    name: str
    options: tuple[str, ...]
    page: str
    kinds: tuple[str, ...]
    due: str  # counted | started | ended | followed | closed


STEPS = (
    Step("required", ("annual_track_rate", "reach_rate"), "coverage", ("cadres",), "counted"),
    Step("selected", ("first_pass_rate",), "selection", ("nominations", "eligibility_checks"), "started"),
    Step("present", ("attendance_rate",), "classes", ("attendance",), "ended"),
    Step("satisfied", ("very_satisfied_rate",), "classes", ("evaluations",), "ended"),
    Step("learned", ("learning_gain", "pass_rate", "assessment_score"), "levels", ("assessments",), "ended"),
    Step("applied", ("application_rate",), "follow_up", ("follow_ups",), "followed"),
    Step("seen", ("improvement_rate",), "follow_up", ("follow_ups",), "followed"),
    Step("improved", ("on_time_rate",), "problems", ("issues",), "closed"),
)


@dataclass(frozen=True)
class Frames:
    """What the Briefing asked, as its words need it."""

    effect: dict[tuple, Row]  # (slice, level), with the first and the last step
    before_class: dict[tuple, Row]  # briefing_steps by part and code
    after_class: dict[tuple, Row]  # briefing_classes by part and code, without visits
    visits: pd.DataFrame  # bases by kind of problem
    classes: pd.DataFrame
    places: pd.DataFrame

    @property
    def now(self) -> Row:
        """The whole, in the period."""
        return self.effect.get(("now", "*"), {})

    @property
    def cities(self) -> dict[tuple, Row]:
        """(now or before, city) -> row, without the total and what has no place."""
        both = joined(self.before_class, self.after_class)
        return {key: row for key, row in both.items() if key[0] in ("now", "before") and key[1] not in ("*", "")}

    @property
    def before(self) -> Row | None:
        """The whole, in the period compared with."""
        return self.effect.get(("before", "*"))


def steps(frames: Frames, scope: Scope, known: Catalogue) -> tuple[Tile, ...]:
    """One tile a step, each leading to its page; where records are missing, the file that would fill it."""
    return tuple(_step(step, frames, scope, known) for step in STEPS)


def _step(step: Step, frames: Frames, scope: Scope, known: Catalogue) -> Tile:
    key, before = standing(frames.now, step.options), frames.before
    if key == "annual_track_rate" and not coverage_words.same_day(frames.now, before):
        before = None
    made = tile(key, frames.now, before, scope, Link(step.page))
    lang, absent = scope.language, missing_kinds(step.kinds, scope, known)
    if made.value.state is State.NO_RECORDS and absent:
        notes = (t(lang, "briefing.fill", files=t(lang, "board.comma").join(absent)),)
    else:
        aim = verdict(made.value, asked_of(key, scope, known), lang, answered(frames.now, key, scope))
        notes = (*((aim,) if aim else ()), *made.notes, *_due(step.due, frames, scope))
    return replace(made, word=t(lang, f"briefing.step_{step.name}"), notes=notes)


def _due(when: str, frames: Frames, scope: Scope) -> tuple[str, ...]:
    """The day the figure is, or will be, complete."""
    lang, classes = scope.language, frames.classes
    if when == "counted":
        last = frames.now.get("day")
        return () if last is None or pd.isna(last) else (t(lang, "briefing.counted", day=day(last.date(), lang)),)
    if when == "closed":
        late = int(frames.now.get("overdue_issues") or 0)
        return (t(lang, "briefing.overdue", count=count(late, lang)),) if late else ()
    if when == "started":
        return ()
    wait = ~classes["ended"].to_numpy(dtype=bool) if when == "ended" else classes["not_due"].to_numpy() > 0
    if not wait.any():
        return ()
    last = pd.Timestamp(classes["end_date"].to_numpy()[wait].max()) + timedelta(days=0 if when == "ended" else FOLLOWED)
    return (t(lang, f"briefing.{when}", count=count(int(wait.sum()), lang), day=month_day(last.date(), lang)),)


def findings(frames: Frames, scope: Scope, known: Catalogue) -> tuple[Statement, ...]:
    """At most three: what changed along the chain, and where a page has a place that lies apart."""
    places = frames.cities
    cities = [row for (part, _), row in places.items() if part == "now" and "year_required" in row]
    found = (
        attention.moved(frames.effect, scope, known),
        _on("problems", problems.moved_places(_judged(places), scope, known)),
        _on("coverage", _apart(cities, "annual_track_rate", scope, known)),
        _on("selection", _apart(cities, "first_pass_rate", scope, known)),
    )
    return _first(found) or (attention.none_found(frames.effect, scope, known),)


def actions(frames: Frames, mix: dict[tuple, Row], scope: Scope, known: Catalogue) -> tuple[Statement, ...]:
    """At most three, one page after another: what lies beyond chance first, then what only has to be done in time.

    mix: course_mix by slice and type, which says how many answered about sessions, as on Courses.
    """
    rates = [row for (part, _), row in frames.cities.items() if part == "now" and "identity_checked" in row]
    topics, duties = (
        {code: row for (part, code), row in frames.before_class.items() if part == wanted} for wanted in ("topic", "duty")
    )
    classes = frames.classes
    late = int((classes["app_due"] * (1 - classes["follow_response_rate"]) >= 0.5).sum())
    found = (
        _on("selection", proxies(rates, scope, known)),
        _on("problems", problems.returning(frames.visits, scope, known)),
        _on("needs", needs.to_open(topics, scope, known)),
        attention.low_classes(classes, scope),
        _on("courses", _weak_bases(frames, mix, scope)),
        attention.few_hours(frames.places, scope, known),
        _on("follow_up", attention.thin_surveys(frames.effect, scope)),
        _on("problems", problems.overdue(frames.now, scope)),
        attention.leave_to_decide(frames.effect, scope),
        _on("coverage", coverage_words.due_soon(duties, scope, known)),
        _on("follow_up", follow_up.calls(frames.now, late, scope)),
    )
    return _first(found) or (nothing_found(t(scope.language, "board.no_actions")),)


def _first(found: tuple) -> tuple[Statement, ...]:
    """The first of each page, then the second of each."""
    return tuple(said for said in chain.from_iterable(zip_longest(*found)) if said is not None)[:_MOST]


def _on(page: str, said) -> list[Statement]:
    """Statements that lead to the page they come from, with the limits they name there."""
    return [replace(s, link=s.link if s.link and s.link.page else Link(page, s.link.params if s.link else ())) for s in said]


def _judged(places: dict[tuple, Row]) -> dict[tuple, Row]:
    return {key: row for key, row in places.items() if "due_issues" in row}


def _apart(rows: list[Row], key: str, scope: Scope, known: Catalogue) -> list[Statement]:
    def name(row: Row) -> str:
        return region_name(known.region(str(row["code"])), scope)

    def link(row: Row) -> Link:
        return Link("", (("region", str(row["code"])),))

    return coverage_words.far_apart(rows, key, name, scope, link)


def _weak_bases(frames: Frames, mix: dict[tuple, Row], scope: Scope) -> list[Statement]:
    rows = {("base", code): row for (part, code), row in frames.after_class.items() if part == "rated"}
    rated = rated_bases(rows, [code for _, code in rows], scope)
    named = [(str(rows["base", code]["base_name"]), distance, None) for code, distance in rated.items()]
    return low_bases(named, scope, answered(mix.get(("now", "*"), {}), "class_distance", scope))
