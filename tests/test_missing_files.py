"""Coverage and Selection without some of their files: they name the files that would fill them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from data.build import Order, build
from pages import coverage, selection
from tests.conftest import SAMPLE, House
from tests.scopes import whole

OF_SELECTION = ("nominations", "eligibility_checks", "quotas")


def without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *left_out: str) -> House:
    """The sample without some of its files, built and read."""
    shutil.copytree(SAMPLE, tmp_path / "sources")
    for kind in left_out:
        (tmp_path / "sources" / f"{kind}.csv").unlink()
    house = House(tmp_path / "sources", tmp_path / "warehouse")
    build(Order((house.sources,), house.warehouse))
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(house.warehouse))
    return house


def test_pages_without_any_of_their_files_name_those_that_would_fill_them(tmp_path, monkeypatch):
    house = without(tmp_path, monkeypatch, "cadres", "hours_ledger", "plan_items", *OF_SELECTION)
    shown = coverage.board(whole(house.known))
    assert not (shown.tiles or shown.charts or shown.table)
    assert all(name in shown.empty for name in ("cadres", "hours_ledger", "plan_items"))
    notices = selection.board(whole(house.known)).notices
    assert any(all(kind in notice for kind in OF_SELECTION) for notice in notices)


def test_coverage_without_two_of_its_files_says_what_it_cannot_show(tmp_path, monkeypatch):
    shown = coverage.board(whole(without(tmp_path, monkeypatch, "hours_ledger", "plan_items").known))
    assert not shown.empty
    assert all(any(kind in notice for notice in shown.notices) for kind in ("hours_ledger", "plan_items"))
