"""A county's tile that may not be shown stands there with its city's figure, if the reader may see the city."""

from __future__ import annotations

import re
from datetime import date
from importlib import import_module

import pytest

from board.model import State
from board.wider import of_cities
from queries.scope import Viewer
from tests.scopes import whole

HALF_YEAR = (date(2025, 1, 1), date(2025, 6, 30))


@pytest.mark.parametrize("page", ["coverage", "follow_up"])
def test_a_hidden_tile_of_a_county_is_that_of_its_city_and_says_so(province, page):
    known, board, met = province.known, import_module(f"pages.{page}").board, 0
    for county in [region for region in known.regions if region.depth == 2][::30]:
        city, province = known.region(county.city).zh, next(region.zh for region in known.regions if region.depth == 0)
        regions = (county.code,), (county.city,), ()
        own, wide, every = (board(whole(known, region=region, period=HALF_YEAR)).tiles for region in regions)
        for one, more, most in zip(own, wide if own else (), every if own else (), strict=True):
            assert one.value.state is not State.HIDDEN or (more.value.number is None and most.value.number is None)
            if one.value.state is State.MERGED:
                place, of = (province, most) if more.value.number is None else (city, more)
                assert one.value.number == of.value.number and place in one.value.text and place in one.notes[0]
                met += 1
    assert met > 2


def test_who_may_see_a_county_only_is_told_nothing_of_its_city(province):
    county = next(region for region in province.known.regions if region.depth == 2)
    scope = whole(province.known, region=(county.code,), period=HALF_YEAR)
    assert of_cities(scope, province.known).region == (county.city,)
    mine = scope.changed(viewer=Viewer(regions=(county.code,)))
    assert of_cities(mine, province.known) is None
    assert all(tile.value.state is not State.MERGED for tile in import_module("pages.coverage").board(mine).tiles)


def test_a_page_of_cities_stays_as_it_is(province):
    city = next(region for region in province.known.regions if region.depth == 1)
    assert of_cities(whole(province.known, region=(city.code,)), province.known) is None
    assert of_cities(whole(province.known), province.known) is None


@pytest.mark.parametrize("page", ["regions", "follow_up"])
def test_where_no_city_is_shown_in_the_months_chosen_the_page_names_those_it_is_shown_by(province, page):
    made, known = import_module(f"pages.{page}").board, province.known
    torn = made(whole(known, period=(date(2025, 8, 1), date(2025, 10, 31)))).notices
    [said] = [one for one in torn if "分地区" in one]
    first, last = re.findall(r"\d{4}-\d{2}", said)
    assert first <= "2025-07" and last >= "2025-12"
    assert not [one for one in made(whole(known, period=HALF_YEAR)).notices if "分地区" in one]
