"""A chart without a number to draw: a sentence with the reason stands in its place."""

from __future__ import annotations

from dataclasses import replace

from board.blank import is_blank, said_instead
from board.model import State, Value
from pages import levels
from tests import sample_charts
from tests.scopes import whole

HIDDEN = Value(None, "＊", State.HIDDEN, note="不足 10 份答卷，按规定不显示")


def test_a_trend_is_blank_when_only_its_target_has_numbers():
    chart = sample_charts.trend("zh")
    kept = tuple(replace(one, marks=tuple(replace(m, value=HIDDEN) for m in one.marks)) for one in chart.lines)
    assert not is_blank(chart)
    target = replace(chart.lines[0], role="muted")
    assert is_blank(replace(chart, lines=(*(replace(one, role="brand") for one in kept), target)))
    (said,) = said_instead([replace(chart, head=replace(chart.head, metric="application_rate"), lines=kept)], "zh")
    assert HIDDEN.note in said


def test_a_funnel_in_which_no_class_stands_out_is_not_blank():
    assert not is_blank(replace(sample_charts.funnel("zh"), marks=(), sizes=()))


def test_a_part_too_small_to_show_says_why_there_is_no_trend(sample):
    made = levels.board(whole(sample.known, region=("610800",), training_type=("T1",)))
    assert not any(is_blank(chart) for chart in made.charts)
    assert not made.charts or any("没有可画的数" in notice for notice in made.notices)
