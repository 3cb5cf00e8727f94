"""The header and filter bar: what they say and offer for a question."""

from __future__ import annotations

from datetime import date

import pytest

from queries.scope import WHOLE, Compare, Scope, Viewer
from tests.fake_warehouse import Province
from ui import filters, top
from ui.links import from_params
from ui.navigation import MORE, PAGES, SAME_FOR_ALL, SHOWN, TOOLS

VERSION = "20260702-091400"
PROVINCE = Province(VERSION)
ALL = filters.default(PROVINCE, WHOLE, "zh")
SAME = top.Offer(VERSION, False)


def bar(scope: Scope = ALL, page: str = "briefing", version: top.Offer = SAME) -> dict:
    return top.payload(scope, PROVINCE, page, version)


def chip(name: str, scope: Scope = ALL, page: str = "briefing") -> dict:
    return next(chip for chip in bar(scope, page)["chips"] if chip["name"] == name)


def test_every_page_stands_in_the_navigation_once() -> None:
    assert sorted((*SHOWN, *MORE)) == sorted((*PAGES, *TOOLS))


def test_chips_say_what_is_chosen_and_nothing_chosen_is_all() -> None:
    assert [c["value"] for c in bar()["chips"]] == ["陕西省", "全部", "2025-07 至 2026-06", "全部", "去年同期"]
    assert chip("region", ALL.changed(region=("610800",)))["value"] == "榆林市"
    assert chip("region", ALL.changed(region=("610600", "610881")))["value"] == "延安市、神木市"
    assert chip("level", ALL.changed(level=("B1", "B2", "B3")))["value"] == "省部级等 3 项"
    assert chip("level")["set"] is False and chip("level", ALL.changed(level=("B1",)))["set"] is True


def test_filters_stand_only_where_they_change_something() -> None:
    far = ALL.changed(region=("610800",))
    assert [page for page in (*PAGES, *TOOLS) if not bar(far, page)["chips"]] == [*SAME_FOR_ALL, *TOOLS]
    assert all(bar(far, page)["clear"] is None for page in SAME_FOR_ALL)


def test_a_county_stands_below_its_city_or_alone_where_the_city_may_not_be_seen() -> None:
    options = {option[0]: option[2:] for option in chip("region")["parts"][0]["options"]}
    assert options["610881"] == ("610800",) and options["610800"] == () and "610000" not in options
    narrow = ALL.changed(viewer=Viewer(("610881",)))
    assert [option[0] for option in chip("region", narrow)["parts"][0]["options"]] == ["610881"]
    assert chip("region", narrow)["parts"][0]["options"][0] == ("610881", "神木市")


@pytest.mark.parametrize("name", ["recent", "year", "h1", "h2", "whole"])
def test_what_a_common_period_writes_is_read_back_as_that_period(name: str) -> None:
    number = list(filters.presets(PROVINCE)).index(name)
    _, first, last, _ = chip("period")["parts"][0]["options"][number]
    read = from_params({"from": first, "to": last}, PROVINCE, WHOLE, ALL)
    assert read.scope.period == filters.presets(PROVINCE)[name] and not read.warnings


def test_the_way_back_is_offered_only_away_from_the_first_view_and_leads_there() -> None:
    assert bar()["clear"] is None
    far = ALL.changed(region=("610800",), level=("B1",), period=(date(2024, 1, 1), date(2024, 3, 31)), compare=Compare.NONE)
    read = from_params(dict(bar(far)["clear"]["params"]), PROVINCE, WHOLE, far)
    assert read.scope == ALL and not read.warnings


def test_only_a_page_about_classes_asks_where_a_class_was_held() -> None:
    assert [c["name"] for c in bar(page="classes")["chips"]][-1] == "host"
    assert "host" not in [c["name"] for c in bar()["chips"]]


def test_a_tool_has_no_filters() -> None:
    assert bar(page=TOOLS[0])["chips"] == [] and bar(page=TOOLS[0])["clear"] is None


def test_a_newer_version_is_offered_and_an_older_one_is_not_called_new() -> None:
    assert bar()["newer"] is None
    assert "有新数据" in bar(version=top.Offer("20260801-080000", False))["newer"]["text"]
    assert "已改为" in bar(version=top.Offer("20260101-000000", False))["newer"]["text"]
    assert "已固定版本" in bar(version=top.Offer(VERSION, True))["stamp"]


def test_both_languages_say_the_same_things() -> None:
    zh, en = bar(ALL), bar(ALL.changed(language="en"))
    assert zh.keys() == en.keys() and [c["name"] for c in zh["chips"]] == [c["name"] for c in en["chips"]]
    assert en["stamp"].startswith("Data to 2026-06-30")
