"""Every truth planted in the demo province (docs/demo.md) is seen through the Board of its page, and none where none was."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest

from board.model import Board, Mark
from data.demo import plants
from data.demo.plan import world
from tests.conftest import House
from tests.scopes import whole

YEAR = (date(2025, 7, 1), date(2026, 6, 30))
YEARS = (date(2024, 7, 1), date(2026, 6, 30))
TURNED = (date(2025, 7, 1), date(2025, 12, 31))  # the half-year after the turn
HALVES = ((date(2024, 7, 1), date(2024, 12, 31)), (date(2025, 1, 1), date(2025, 6, 30)), TURNED)
BASE_ONE = "高新技术现场教学点01（虚构）"
DEMO = Path(__file__).parents[1] / "docs" / "demo.md"


@dataclass(frozen=True)
class Seen:
    """A province through its pages."""

    house: House

    def board(self, page: str, period=YEARS, **limits) -> Board:
        """The page of the whole province, within these limits."""
        return _board(self.house, page, period, tuple(limits.items()))

    def said(self, page: str, period=YEARS, **limits) -> str:
        """Sentence, findings and things to do."""
        board = self.board(page, period, **limits)
        return "\n".join(s.text for s in (board.sentence, *board.findings, *board.actions) if s)

    def marks(self, page: str, chart: str, period=YEARS, **limits) -> dict[str, Mark]:
        """The marks of a chart by label; none if it is not drawn."""
        drawn = [c for c in self.board(page, period, **limits).charts if c.head.id == chart]
        return {mark.label: mark for c in drawn for mark in c.marks}

    def place(self, code: object) -> str:
        """A region's name."""
        return self.house.known.region(str(code)).zh

    def word(self, codes: str, code: str) -> str:
        """A code's word."""
        return self.house.known.lists[codes][code].zh


@cache
def _board(house: House, page: str, period: tuple[date, date], limits: tuple) -> Board:
    scope = whole(house.known, period=period, **dict(limits))
    return import_module(f"pages.{page}").board(scope)


@pytest.fixture
def seen(province_of: tuple[bool, House], monkeypatch: pytest.MonkeyPatch) -> tuple[bool, Seen]:
    planted, house = province_of
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(house.warehouse))
    return planted, Seen(house)


def shown(marks: dict[str, Mark]) -> dict[str, float]:
    return {label: mark.value.number for label, mark in marks.items() if mark.value.number is not None}


def lower(seen: Seen, chart: str, label: str, by: float, period=YEARS, page: str = "coverage") -> bool:
    """Whether a mark lies below every other of its chart, by a part of the lowest of them."""
    values = shown(seen.marks(page, chart, period))
    others = [value for name, value in values.items() if name != label]
    return label in values and values[label] < (1 - by) * min(others)


def roles(seen: Seen, role: str) -> set[str]:
    drawn = (seen.marks("courses", chart) for chart in ("methods", "content", "bases"))
    return {label for marks in drawn for label, mark in marks.items() if mark.role == role}


def simpson(seen: Seen) -> bool:
    """The planted city uses clearly more than the province in all, and less among people of the same level: in one of the
    half-years in which most of the city's levels are not too small to be shown.
    """
    return any(_misled(seen, half) for half in HALVES)


def _misled(seen: Seen, half: tuple[date, date]) -> bool:
    here = {"region": (str(plants.SIMPSON_CITY),)}
    own, other = (seen.marks("levels", "levels_application_rate", half, **part) for part in (here, {}))
    if len(shown(own)) < 3:
        return False
    tiles = [{tile.metric: tile.value.number for tile in seen.board("briefing", half, **part).tiles} for part in (here, {})]
    alike = sum((value - shown(other)[name]) * own[name].value.n for name, value in shown(own).items())
    return tiles[0]["application_rate"] - tiles[1]["application_rate"] > 0.01 and alike < 0


def poor_counties(seen: Seen) -> bool:
    """Both counties lie far below the others of their city on the map of hours."""
    found = []
    for code in plants.POOR_COUNTIES:
        hours = shown(seen.marks("regions", "map_hours", YEAR, region=(f"{code // 100}00",)))
        found.append(all(hours[seen.place(code)] < 0.8 * value for name, value in hours.items() if name != seen.place(code)))
    return all(found)


def late_then_not(seen: Seen) -> bool:
    """Closed late before the improvement, like the others after it: said as a finding against a year ago."""
    return f"{seen.place(plants.SLOW_CITY)}所办班次的问题按期整改率由" in seen.said("problems", YEAR)


def weak_topic(seen: Seen) -> bool:
    """One topic lies far below every other in what was learnt."""
    table = seen.board("needs").table
    at = [column.key for column in table.columns].index("learning_gain")
    gains = {row.cells[0].text: row.cells[at].number for row in table.rows[:-1] if row.cells[at].number is not None}
    own = gains.pop(seen.word("topics", plants.WEAK_TOPIC).strip("“”"))
    return own < 0.75 * min(gains.values())


def lost_day(seen: Seen) -> bool:
    """A class with sessions that many stayed away from: the planted one, else one of the five that began last."""
    told = tomllib.loads((seen.house.sources / "synthetic.toml").read_text(encoding="utf-8"))
    latest = pd.read_csv(seen.house.sources / "classes.csv", dtype=str).sort_values("start_date").class_id[-5:]
    ids = [told["planted"]["lost_on_site"]] if "planted" in told else latest
    return any(min(shown(seen.marks("one_class", "sessions", class_id=i)).values(), default=1) < 0.85 for i in ids)


def net_effect(seen: Seen) -> bool:
    """Of the classes with a waiting list the first has a net effect, the second only a measured change."""
    listed = pd.read_csv(seen.house.sources / "outcomes.csv", dtype=str).class_id.unique()
    titles = [
        next(c.head.title for c in seen.board("one_class", class_id=i).charts if c.head.id == "net_effect") for i in listed
    ]
    return ["是估计的净效果" in title for title in titles] == [True, False]


SEEN: dict[int, Callable[[Seen], bool]] = {
    1: lambda s: f"{s.word('levels', 'B3')}训后 90 天应用率" in s.said("follow_up", YEAR),
    2: lambda s: len(s.marks("classes", "funnel_satisfaction_rate", YEAR)) >= 2,
    3: lost_day,
    4: lambda s: lower(s, "tiers_year_hours_per_head", s.word("tiers", "O4"), 0.08),
    5: weak_topic,
    6: poor_counties,
    7: simpson,
    8: lambda s: f"{s.word('tiers', f'O{plants.LATE_TIER}')}初任培训按时率" in s.said("coverage"),
    9: lambda s: f"{world()['host'][plants.UNPLANNED_HOST]['name']}计划外班次占比" in s.said("coverage"),
    10: lambda s: f"{s.place(plants.BEHIND_CITY)}计划执行率" in s.said("coverage"),
    11: lambda s: s.word("methods", plants.GOOD_METHOD) in {x.removesuffix("教学") for x in roles(s, "better")},
    12: lambda s: BASE_ONE in roles(s, "worse"),
    13: lambda s: lower(s, "ethics", s.word("types", plants.NO_ETHICS_TYPE), 0.1, page="courses"),
    14: lambda s: any(m.role == "worse" for m in s.marks("courses", "leaders").values()),
    15: lambda s: f"{s.word('levels', f'B{plants.BARRIER_LEVEL}')}没用上的人里，过半说是" in s.said("follow_up"),
    16: lambda s: f"“{s.word('topics', plants.UNANSWERED_TOPIC)}”提出满一年" in s.said("needs"),
    17: lambda s: "没有一个单位提出过" in s.said("needs"),
    18: lambda s: "3 个县没有问到" in s.said("needs"),
    19: lambda s: f"{s.word('levels', f'B{plants.UNHEARD_LEVEL}')}的需求份额比人数份额低" in s.said("needs"),
    20: lambda s: f"{BASE_ONE}：去过的" in s.said("problems"),
    21: lambda s: f"{plants.SILENT_HOST}的" in s.said("problems"),
    22: late_then_not,
    23: lambda s: "首次推荐合格率" in "".join(x.text for x in s.board("selection").actions),
    24: lambda s: f"{s.place(plants.AGE_CITY)}：退回的推荐中" in s.said("selection"),
    25: lambda s: f"{s.place(plants.LATE_REPLACING_CITY)}：退回后换人" in s.said("selection"),
    26: lambda s: f"{s.place(plants.PROXY_CITY)}：核实的代训占" in s.said("selection"),
    27: lambda s: "已不能区分好坏" in s.said("data_quality", YEAR),
    28: lambda s: "请看分层级" in s.said("levels", TURNED, region=(str(plants.TURN_CITY),)),
    29: net_effect,
}


@pytest.mark.parametrize("number", SEEN)
def test_a_planted_truth_is_seen_on_its_page_and_not_where_nothing_was_planted(seen, number):
    planted, province = seen
    assert SEEN[number](province) == planted


def test_every_truth_of_the_list_is_looked_for():
    listed = {int(n) for n in re.findall(r"^\| (\d+) \|", DEMO.read_text(encoding="utf-8"), re.M)}
    assert listed == set(SEEN)
