"""What can be known of a decision, and when: counted by hand, and refused where it never could."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from data.metrics import metrics
from packs.figures import Cell, figures
from packs.promise import measurable, promise
from tests.test_document import whole

HALF = (date(2026, 1, 1), date(2026, 6, 30))
RATE = metrics()["application_rate"]


def cell(share: float, n: int) -> Cell:
    return Cell(("应用率",), share, n, "shown", "")


@pytest.mark.parametrize(("n", "points"), [(50, 22.4), (200, 11.2), (600, 6.5)])
def test_the_smallest_change_is_that_of_two_equal_groups(n, points):
    found = promise(cell(0.8, n), RATE, HALF, 0.3, date(2026, 7, 1))
    assert found.smallest * 100 == pytest.approx(points, abs=0.05)


def test_the_day_is_when_enough_have_answered_and_the_wait_after_class_is_over():
    found = promise(cell(0.8, 600), RATE, HALF, 0.10, date(2026, 7, 1))
    # (1.96 + 0.8416)² · 0.16 / 0.01 = 125.6; 1 / (1/125.6 − 1/600) = 158.8 people, 100 a month: two months
    assert found.people == pytest.approx(158.8, abs=0.5)
    assert found.day == date(2026, 11, 29)  # 31 August and 90 days


def test_a_metric_known_at_the_end_of_class_needs_no_wait():
    found = promise(cell(0.8, 600), metrics()["completion_rate"], HALF, 0.10, date(2026, 7, 1))
    assert found.day == date(2026, 8, 31)


@pytest.mark.parametrize("change", [0.001, -0.001, 0.0])
def test_too_small_a_change_is_never_promised(change):
    assert promise(cell(0.8, 600), RATE, HALF, change, date(2026, 7, 1)).day is None


def test_only_shown_shares_of_those_who_came_can_be_followed():
    page = whole()
    stock = replace(page.tiles[0], metric="reach_rate")  # everyone in service: no class brings more of them
    found = measurable(figures((replace(page, tiles=(*page.tiles, stock)),), "zh"), metrics())
    assert list(found) == ["application_rate"] and found["application_rate"].number == 0.71
