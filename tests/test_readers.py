"""Readers go on reading while versions are published under them."""

from __future__ import annotations

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from board.text import LANGUAGES
from data import versions
from queries import warehouse
from queries.scope import Scope
from tests.scopes import YEARS
from ui.screen import board_of, finished

PAGES = ("briefing", "levels", "classes", "regions")
PUBLISHED = 8
READERS = 6


@pytest.fixture
def house(sample_house, tmp_path, monkeypatch):
    """A copy of the sample's warehouse that may be published to."""
    folder = tmp_path / "warehouse"
    shutil.copytree(sample_house.warehouse, folder)
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(folder))
    finished.cache_clear()
    yield folder
    finished.cache_clear()


def test_no_reader_sees_an_error_or_another_version_while_versions_are_published(house):
    first = versions.current(house)
    done = threading.Event()

    def publish() -> None:
        for number in range(PUBLISHED):
            draft = house / f"draft{number}.tmp"
            shutil.copy(versions.path_of(house, first), draft)
            versions.publish(house, versions.new_version(house), draft)
        done.set()

    def read(reader: int) -> set[str]:
        seen: set[str] = set()
        last = False
        while not last:
            last = done.is_set()  # one more round after the last was published
            name = versions.current(house)
            assert name is not None
            known = warehouse.open_version(house, name).catalogue
            for page in PAGES:
                asked = Scope(name, YEARS, language=LANGUAGES[reader % 2])
                shown = board_of(page, asked)
                assert name in shown.stamp and known.version == name
                assert not shown.empty
            seen.add(name)
        return seen

    with ThreadPoolExecutor(READERS + 1) as pool:
        publisher = pool.submit(publish)
        readers = [pool.submit(read, number) for number in range(READERS)]
        publisher.result()
        seen = set().union(*(reader.result() for reader in readers))
    assert len(versions.versions(house)) == PUBLISHED + 1
    assert versions.current(house) in seen
