"""A warehouse that was damaged: the server starts all the same, and the reader is told what is wrong and the way out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.versions import POINTER, path_of
from tests.conftest import House
from ui import screen

DASHBOARD = str(Path(__file__).parent.parent / "dashboard.py")


@pytest.fixture
def warehouse(sample_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample's current version that may be spoilt."""
    shutil.copy(path_of(sample_house.warehouse, sample_house.known.version), tmp_path)
    shutil.copy(sample_house.warehouse / POINTER, tmp_path)
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(tmp_path))
    return tmp_path


def test_a_version_cut_off_does_not_keep_the_server_from_starting_and_names_the_way_back(warehouse, sample_house):
    file = path_of(warehouse, sample_house.known.version)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    screen.warm()

    def page() -> None:
        from data.versions import default_warehouse
        from queries.warehouse import Unreadable, current, open_version
        from ui.frame import report

        try:
            open_version(default_warehouse(), current(default_warehouse()))
        except Unreadable as error:
            report(error)

    said = told(page)
    assert len(said) == 2 and all("python -m data rollback" in text for text in said)


def test_a_pointer_to_no_version_names_those_that_are_there_and_not_that_there_is_no_data(warehouse, sample_house):
    (warehouse / POINTER).write_text("20991231-000000", encoding="utf-8")
    run = AppTest.from_file(DASHBOARD, default_timeout=30).run()
    said = " ".join(element.value for element in (*run.markdown, *run.subheader))
    assert said.count(sample_house.known.version) == 2 and "没有当前版本" in said and "No current version" in said
    assert run.code[0].value == f"python -m data rollback {sample_house.known.version}" and "make run" not in said


def told(page) -> list[str]:
    return [notice.proto.body for notice in AppTest.from_function(page).run().get("html")]
