"""Links say everything, come back as they were, and name what they cannot have."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.periods import month_end
from queries.scope import WHOLE, Audience, Compare, Scope, Viewer
from tests.fake_warehouse import NAMES, REGIONS, Province
from ui.filters import default, months, presets
from ui.links import from_params, to_params, visible

PROVINCE = Province("20260702-091400")
BASE = default(PROVINCE, WHOLE, "zh")
MONTHS = months(PROVINCE)


def some_of(codes: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sets(st.sampled_from(codes)).map(lambda chosen: tuple(c for c in codes if c in chosen))


@st.composite
def scopes(draw: st.DrawFn) -> Scope:
    """Any scope the filter bar can make: regions in order, none inside another one."""
    chosen = draw(some_of([place.code for place in REGIONS if place.depth]))
    outer = tuple(p.code for p in REGIONS if p.code in chosen and p.parent not in chosen)
    first, last = sorted(draw(st.tuples(st.sampled_from(MONTHS), st.sampled_from(MONTHS))))
    return Scope(
        version=PROVINCE.version,
        period=(first, month_end(last)),
        region=outer,
        level=draw(some_of(list(NAMES["levels"]))),
        training_type=draw(some_of(list(NAMES["types"]))),
        host=draw(some_of([place.code for place in REGIONS])),
        class_id=draw(st.text(max_size=12)),
        compare=draw(st.sampled_from(Compare)),
        language=draw(st.sampled_from(["zh", "en"])),
        audience=draw(st.sampled_from(Audience)),
    )


@given(scopes(), st.booleans())
def test_a_scope_written_into_a_link_and_read_again_is_the_same_scope(scope: Scope, pinned: bool) -> None:
    read = from_params(to_params(scope, pinned=pinned), PROVINCE, WHOLE, BASE)
    assert read.scope == scope
    assert (read.warnings, read.blocked) == ((), False)


@given(st.dictionaries(st.sampled_from(["region", "level", "type", "from", "to", "cmp", "v"]), st.text()))
def test_no_text_in_a_link_raises_and_whatever_is_not_used_is_named(params: dict[str, str]) -> None:
    read = from_params(params, PROVINCE, WHOLE, BASE)
    named = dict(read.warnings)
    kept = to_params(read.scope, pinned=True)
    assert all(name in named or kept[name] == value for name, value in params.items())


def test_a_link_writes_out_every_limit_also_all() -> None:
    assert to_params(BASE) == {
        "region": "all", "level": "all", "type": "all", "host": "all", "from": "2025-07", "to": "2026-06",
        "cmp": "yoy", "lang": "zh", "audience": "inside",
    }  # fmt: skip


def test_one_unknown_code_among_known_ones_is_named_and_the_rest_is_used() -> None:
    read = from_params({"region": "610800,999999", "level": "B3"}, PROVINCE, WHOLE, BASE)
    assert (read.scope.region, read.scope.level) == (("610800",), ("B3",))
    assert (read.warnings, read.blocked) == ((("region", "999999"),), False)


@pytest.mark.parametrize(
    "params",
    [
        {"region": "999999"},
        {"region": ""},
        {"level": "b3"},
        {"type": "T9,T8"},
        {"host": "x"},
        {"from": "2026-13", "to": "soon"},
        {"from": "2026-06", "to": "2026-01"},
        {"from": "2030-01"},
        {"v": "20200101-000000"},
    ],
)
def test_a_filter_of_which_nothing_is_usable_shows_no_numbers(params: dict[str, str]) -> None:
    read = from_params(params, PROVINCE, WHOLE, BASE)
    assert read.blocked
    assert dict(read.warnings).keys() == params.keys()


def test_a_period_wider_than_the_data_is_cut_and_the_cut_month_is_named() -> None:
    read = from_params({"from": "2019-01", "to": "2026-03"}, PROVINCE, WHOLE, BASE)
    assert read.scope.period == (date(2024, 1, 1), date(2026, 3, 31))
    assert (read.warnings, read.blocked) == ((("from", "2019-01"),), False)


def test_a_region_outside_what_the_viewer_may_see_is_an_unknown_region() -> None:
    viewer = Viewer(regions=("610800",))
    read = from_params({"region": "610600,610881"}, PROVINCE, viewer, default(PROVINCE, viewer, "zh"))
    assert read.scope.region == ("610881",)
    assert read.warnings == (("region", "610600"),)
    assert from_params({"region": "610000"}, PROVINCE, viewer, BASE).blocked
    assert visible(PROVINCE, Viewer()) == ()


def test_a_link_cannot_bring_an_outside_reader_inside() -> None:
    base = replace(BASE, audience=Audience.OUTSIDE)
    read = from_params({"audience": "inside"}, PROVINCE, WHOLE, base)
    assert read.scope.audience is Audience.OUTSIDE
    assert read.warnings == (("audience", "inside"),)


def test_a_misspelt_limit_is_named() -> None:
    assert from_params({"regoin": "610800"}, PROVINCE, WHOLE, BASE).warnings == (("regoin", "610800"),)


def test_the_root_means_all_and_a_county_inside_a_named_city_adds_nothing() -> None:
    assert from_params({"region": "610000,610881"}, PROVINCE, WHOLE, BASE).scope.region == ()
    assert from_params({"region": "610881,610800"}, PROVINCE, WHOLE, BASE).scope.region == ("610800",)


def test_common_periods_end_with_the_data() -> None:
    assert presets(PROVINCE) == {
        "recent": (date(2025, 7, 1), date(2026, 6, 30)),
        "year": (date(2026, 1, 1), date(2026, 6, 30)),
        "h1": (date(2026, 1, 1), date(2026, 6, 30)),
        "h2": (date(2025, 7, 1), date(2025, 12, 31)),
        "whole": (date(2024, 1, 1), date(2026, 6, 30)),
    }
    young = replace(PROVINCE, first_month=date(2026, 2, 1), last_month=date(2026, 3, 1))
    assert presets(young)["recent"] == (date(2026, 2, 1), date(2026, 3, 31))
    assert "h2" not in presets(young)


@pytest.mark.parametrize(("last", "first"), [((2026, 5), (2025, 7)), ((2026, 7), (2026, 1)), ((2025, 12), (2025, 1))])
def test_what_is_seen_first_is_made_of_whole_half_years_by_which_regions_are_shown(last, first) -> None:
    found = presets(replace(PROVINCE, last_month=date(*last, 1)))["recent"]
    assert found[0] == date(*first, 1) and (found[1].year, found[1].month) == last
