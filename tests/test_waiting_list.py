"""One class against its waiting list: figures recomputed, every verdict in words, its plot, and silence without one."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest

from analysis.did import judge
from board.class_facts import Facts, facts
from board.model import Grade, Trend
from board.text import LANGUAGES, t
from board.waiting_list import against, net_said, net_trend
from pages.one_class import board
from queries import door
from tests import oracle_outcomes
from tests.conftest import House
from tests.oracle import _table
from tests.scopes import whole


def waited_for(house: House) -> list[str]:
    """Classes with a waiting list: first the one with an effect, then the one without."""
    return list(dict.fromkeys(_table(house.sources, "outcomes").class_id))


@pytest.fixture
def found(province: House) -> list[Facts]:
    return [facts(whole(province.known, class_id=class_id)) for class_id in waited_for(province)]


def changed(facts: Facts, **columns: object) -> Facts:
    """The same class with other figures of both sides."""
    return replace(facts, frames={**facts.frames, "one_class_net": facts.frames["one_class_net"].assign(**columns)})


def test_figures_and_effect_are_what_the_source_files_say(province, found):
    for class_id, one in zip(waited_for(province), found, strict=True):
        scope = whole(province.known, class_id=class_id)
        sides, after = oracle_outcomes.scores(province.sources, class_id)
        for row in door.run("one_class_net", scope).to_dict("records"):
            table = sides[bool(row["trained"])]
            assert row["outcome_units"] == len(table) and row["times_before"] == after
            for key, value in oracle_outcomes.figures(table, after).items():
                assert math.isclose(row[key], value, rel_tol=1e-9, abs_tol=1e-9), key
        for row in door.run("one_class_outcome", scope).to_dict("records"):
            column = sides[bool(row["trained"])][row["measured_on"].date().isoformat()]
            assert math.isclose(row["outcome_level"], column.mean(), rel_tol=1e-9)
            assert math.isclose(row["outcome_level_spread"], column.std(), rel_tol=1e-9)
        slow, fast = judge(sides[True].to_numpy(), sides[False].to_numpy(), after), against(one).judged
        assert (slow.enough, slow.alike) == (fast.enough, fast.alike) == (True, True)
        for part in ("effect", "before"):
            assert math.isclose(getattr(slow, part).low, getattr(fast, part).low, rel_tol=1e-6), part
            assert math.isclose(getattr(slow, part).p, getattr(fast, part).p, rel_tol=1e-5, abs_tol=1e-12), part


def test_only_the_class_whose_units_gained_more_than_the_waiting_ones_has_a_net_effect(province, found):
    assert [against(one).verdict for one in found] == ["beyond", "chance"]
    assert all(one.sides[0].mean > 3 for one in map(against, found))  # before and after alone would praise both
    assert [against(one).firm for one in found] == [Grade.CAN, Grade.CARE]


@pytest.mark.parametrize(
    ("figures", "verdict"),
    [
        ({"agreed": [True, False]}, "late"),
        ({"outcome_units": [40.0, 29.0]}, "few"),
        ({"times_before": [1, 1]}, "few"),
        ({"outcome_slope": [2.0, -2.0]}, "apart"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_where_a_condition_is_missing_it_is_called_a_measured_change(province, found, figures, verdict, language):
    scope = whole(province.known, class_id=waited_for(province)[0], language=language)
    one = changed(found[0], **figures)
    assert against(one).verdict == verdict and against(one).firm is not Grade.CAN
    assert {"zh": "测得的变化", "en": "measured change"}[language] in net_said(one, scope).text
    assert t(language, f"one_class.net_title_{verdict}") in net_trend(one, scope).head.title


def test_the_plot_shows_both_sides_before_and_after_in_place_of_like_classes(province):
    made = board(whole(province.known, class_id=waited_for(province)[0]))
    plot = next(c for c in made.charts if c.head.id == "net_effect")
    assert isinstance(plot, Trend) and len(plot.lines) == 2 and len(plot.periods) == 5 and plot.events[0][0] == 3
    assert all(mark.value.low < mark.value.number < mark.value.high for line in plot.lines for mark in line.marks)
    assert len(made.charts) <= 6 and "like_classes" not in {c.head.id for c in made.charts}


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_waiting_list_a_change_is_called_measured(province, language):
    known = province.known
    other = next(c for c in _table(province.sources, "classes").class_id if c not in waited_for(province))
    scope = whole(known, class_id=other, language=language)
    assert net_said(facts(scope), scope).text == t(language, "one_class.net_none")
    assert any(t(language, "one_class.net_none") in said.text for said in board(scope).findings)


def test_before_anything_is_measured_after_the_class_nothing_is_said_of_an_effect(province, found):
    scope = whole(province.known, class_id=waited_for(province)[0])
    waits = replace(found[0], frames={**found[0].frames, "one_class_net": pd.DataFrame()})
    assert "训后还没有测" in net_said(waits, scope).text and net_trend(waits, scope) is None
