"""A version built before a metric was added: the reader learns that it must be built again."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from data.versions import path_of
from queries import door
from queries.outdated import Outdated
from tests.conftest import House
from tests.scopes import whole


def test_a_metric_the_version_does_not_know_is_an_outdated_version(
    sample_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scope = replace(whole(sample_house.known), version="20200101-000000")
    old = path_of(tmp_path, scope.version)
    shutil.copy(path_of(sample_house.warehouse, sample_house.known.version), old)
    with duckdb.connect(str(old)) as file:
        file.execute("DROP MACRO record_rate")
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(tmp_path))
    with pytest.raises(Outdated):
        door.run("effect_by_level", scope)
    assert not door.run("coverage_by_level", scope).empty


def test_the_reader_is_told_in_both_languages_to_build_again() -> None:
    def page() -> None:
        from queries.outdated import Outdated
        from ui.frame import report

        try:
            raise Outdated("20200101-000000")
        except Outdated as error:
            report(error)

    said = [notice.proto.body for notice in AppTest.from_function(page).run().get("html")]
    assert len(said) == 2 and all("python -m data build" in text for text in said)
