"""The worked examples of "How to read this": what is drawn and said is worked out again by hand from their own figures."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from math import comb, sqrt
from pathlib import Path
from statistics import mean
from typing import get_args

import pytest

from analysis import control
from board.model import Chart
from board.text import LANGUAGES
from pages.reading import board
from tests.scopes import whole

FIGURES = tomllib.loads((Path(__file__).parents[1] / "board" / "reading.toml").read_text(encoding="utf-8"))


@pytest.fixture(params=LANGUAGES)
def charts(request, sample):
    return {chart.kind: chart for chart in board(whole(sample.known, language=request.param)).charts}


def numbers(text: str) -> set[float]:
    return {float(found) for found in re.findall(r"\d+(?:\.\d+)?", text)}


def test_the_limits_of_the_trend_are_those_its_text_describes(charts):
    values, chart = FIGURES["trend"]["months"], charts["trend"]
    first = values[:12]
    ranges = [abs(b - a) for a, b in pairwise(first)]
    kept = mean(r for r in ranges if r < 3.267 * mean(ranges))
    (limits,) = chart.limits
    assert limits.mean * 100 == pytest.approx(mean(first))
    assert (limits.low * 100, limits.high * 100) == pytest.approx((mean(first) - 2.66 * kept, mean(first) + 2.66 * kept))
    marked = [mark.role == "better" for line in chart.lines if line.role != "muted" for mark in line.marks]
    above = [value > mean(first) for value in values]
    begin = max(i for i, one in enumerate(above) if not one) + 1
    assert len(values) - begin >= 7 and marked == [i >= begin for i in range(len(values))]
    assert values[-1] > limits.high * 100 and {FIGURES["trend"]["target"]} <= numbers(chart.head.title)
    assert {control.BASE, control.RUN} <= numbers(chart.head.subtitle)


def test_every_share_is_of_a_whole_number_of_people():
    shares = [(share, FIGURES["trend"]["n"]) for share in FIGURES["trend"]["months"]] + FIGURES["dots"]["levels"]
    for row, n in zip(FIGURES["heat"]["cells"], FIGURES["heat"]["n"], strict=True):
        shares += zip(row, n, strict=True)
    assert len(shares) == 40 and all((share * n / 100).is_integer() for share, n in shares)


def wilson(share: float, n: int) -> tuple[float, float]:
    z = 1.959964
    middle, half = share + z * z / (2 * n), z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def test_the_lines_of_the_dots_are_wilson_intervals_and_those_named_do_not_overlap(charts):
    said = FIGURES["dots"]["levels"]
    for (share, n), mark in zip(said, charts["dots"].marks, strict=False):
        assert (mark.value.low, mark.value.high) == pytest.approx(wilson(share / 100, n), abs=1e-6)
    named = sorted(one for one in said if one[0] in numbers(charts["dots"].head.title))
    assert len(named) == 2 and wilson(named[0][0] / 100, named[0][1])[1] < wilson(named[1][0] / 100, named[1][1])[0]


def test_only_the_class_named_in_the_funnel_lies_outside(charts):
    classes = FIGURES["funnel"]["classes"]
    others = [c for i, c in enumerate(classes, 1) if i != 21]  # the far one takes no part
    centre = sum(x for x, _ in others) / sum(n for _, n in others)
    assert charts["funnel"].centre == pytest.approx(centre)

    def middle_p(x: int, n: int) -> float:
        chance = [comb(n, k) * centre**k * (1 - centre) ** (n - k) for k in range(n + 1)]
        return 2 * min(sum(chance[:x]) + chance[x] / 2, sum(chance[x + 1 :]) + chance[x] / 2)

    outside = [i for i, (x, n) in enumerate(classes, 1) if middle_p(x, n) < 0.002]
    (mark,) = charts["funnel"].marks
    assert outside == [21] and "21" in mark.label and mark.value.number == pytest.approx(56 / 96)
    assert {len(classes), 1} <= numbers(charts["funnel"].head.title)
    assert sum(one.count for one in charts["funnel"].bins) == len(classes) - 1
    assert {99.8, 95} <= numbers(charts["funnel"].head.subtitle)


def test_the_waterfall_adds_up_and_its_title_says_what_is_left(charts):
    said = FIGURES["waterfall"]
    came = said["seats"] - said["idle"]
    left = came - said["no_shows"]
    shares = [round(mark.value.number * said["seats"]) for mark in charts["waterfall"].marks]
    assert shares == [said["seats"], said["idle"], came, came, said["no_shows"], left]
    assert {said["seats"], left, max(said["idle"], said["no_shows"])} <= numbers(charts["waterfall"].head.title)


def test_the_bar_and_the_cell_that_stand_out_are_those_named(charts):
    sessions = FIGURES["bars"]["sessions"]
    low = [mark.role == "worse" for mark in charts["bars"].marks]
    assert low == [share == min(sessions) for share in sessions] and min(sessions) in numbers(charts["bars"].head.title)
    cells = FIGURES["heat"]["cells"]
    drawn = [[round(mark.value.number * 100) for mark in row[: len(cells[0])]] for row in charts["heat"].cells[: len(cells)]]
    assert drawn == [[round(share) for share in row] for row in cells]


def test_the_title_of_the_map_and_its_colours_are_those_of_its_figures(charts):
    hours, chart = sorted(FIGURES["map"]["hours"]), charts["map"]

    def quantile(share: float) -> float:
        at = share * (len(hours) - 1)
        low = int(at)
        return hours[low] + (at - low) * (hours[min(low + 1, len(hours) - 1)] - hours[low])

    assert sorted(mark.value.number for mark in chart.marks) == hours
    assert {hours[0], hours[-1], quantile(0.25), quantile(0.75)} <= numbers(chart.head.title)
    coloured = [sum(step < hour <= end for hour in hours) for step, end in pairwise((0, *chart.steps, hours[-1]))]
    assert sum(coloured) == len(hours) and max(coloured) - min(coloured) <= 1 and len(coloured) == len(chart.legend)


def test_every_kind_of_chart_a_page_can_show_has_its_example_under_the_name_its_link_leads_to(charts):
    assert {chart.head.id for chart in charts.values()} == {kind.kind for kind in get_args(Chart)} == set(charts)
