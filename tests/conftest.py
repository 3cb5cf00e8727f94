"""Two warehouses made by the real build: the hand-countable sample, and a small synthetic province."""

from __future__ import annotations

import fcntl
import os
import random
import secrets
import shutil
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from data.build import Order, build
from data.demo import write
from data.versions import current
from queries import class_levels, class_rows, left_out, whole_classes
from queries.release import Place
from queries.warehouse import Catalogue, open_version

SAMPLE = Path(__file__).parent / "sample"

KEY = "the key of the tests, 32 bytes and longer"
os.environ["XUNXIAO_KEY"] = KEY  # also for the commands that tests start as processes of their own
os.environ.pop("XUNXIAO_KEY_FILE", None)
os.environ["XUNXIAO_AHEAD"] = "0"  # the two cores are for the tests


settings.register_profile("same", derandomize=True)
settings.register_profile("fresh", derandomize=False)
settings.load_profile("fresh" if os.environ.get("SEED") == "fresh" else "same")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A long file that needs no province comes first: one process tests it while the other builds the province."""
    items.sort(key=lambda item: not item.nodeid.startswith("tests/browser/test_import.py"))


@dataclass(frozen=True)
class House:
    """A built warehouse and the source files it was built from."""

    sources: Path
    warehouse: Path

    @property
    def known(self) -> Catalogue:
        """Codes, regions and extent of its published version."""
        return open_version(self.warehouse, current(self.warehouse)).catalogue


def _once(folder: Path, make: Callable[[], None]) -> None:
    """Runs `make` unless another process of this test run already has."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            make()
            (folder / "made").touch()


def _shared(tmp_path_factory: pytest.TempPathFactory, name: str) -> Path:
    """A folder of this test run that all of its processes see."""
    own = tmp_path_factory.getbasetemp()
    return (own.parent if own.name.startswith("popen-") else own) / name


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """Random choices; the seed is printed when a test fails."""
    return random.Random(_seed(request))


@pytest.fixture
def dice(request: pytest.FixtureRequest) -> np.random.Generator:
    """Random numbers; the seed is printed when a test fails."""
    return np.random.default_rng(_seed(request))


def _seed(request: pytest.FixtureRequest) -> int:
    """Of the test's name, so that a test that turns red was turned by the change before it; SEED=fresh: another each run."""
    asked = os.environ.get("SEED", "")
    seed = secrets.randbits(32) if asked == "fresh" else int(asked or zlib.crc32(request.node.nodeid.encode()))
    print("seed", seed)
    return seed


@pytest.fixture(scope="session")
def sample_house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """tests/sample, built."""
    folder = _shared(tmp_path_factory, "sample-house")
    house = House(SAMPLE, folder / "warehouse")
    _once(folder, lambda: build(Order((house.sources,), house.warehouse)))
    return house


@pytest.fixture(scope="session")
def province_house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Four thousand cadres over three years, written and built."""
    folder = _shared(tmp_path_factory, "province-house")
    house = House(folder / "sources", folder / "warehouse")

    def make() -> None:
        write(house.sources, trainees=4000, years=3)
        build(Order((house.sources,), house.warehouse))

    _once(folder, make)
    return house


@pytest.fixture
def sample(sample_house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """The sample as the warehouse every query reads."""
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(sample_house.warehouse))
    yield sample_house


@pytest.fixture
def sample_copy(sample_house: House, tmp_path: Path) -> Path:
    """The sample's warehouse, to be changed; what was worked out of the sample need not be worked out again."""
    return Path(shutil.copytree(sample_house.warehouse, tmp_path / "sample-copy"))


@pytest.fixture
def answers_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """No class's answers after it are kept back, so its sessions are told: for a copy of the sample, which is too small."""
    decided = whole_classes.hidden_classes

    def but_these(place: Place) -> dict[str, frozenset[str]]:
        return {name: ids for name, ids in decided(place).items() if name != "ov_count"}

    for module in (class_levels, class_rows, left_out):
        monkeypatch.setattr(module, "hidden_classes", but_these)


@pytest.fixture
def province(province_house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """The province as the warehouse every query reads."""
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(province_house.warehouse))
    yield province_house


@pytest.fixture(scope="session", params=[True, False], ids=["planted", "chance alone"])
def province_of(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[bool, House]:
    """Twenty thousand cadres over two years, with planted findings and without; whether there are any."""
    folder = _shared(tmp_path_factory, f"planted-{request.param}")
    house = House(folder / "sources", folder / "warehouse")

    def make() -> None:
        write(house.sources, trainees=20_000, years=2, seed=20260701, planted=request.param)
        build(Order((house.sources,), house.warehouse))

    _once(folder, make)
    return request.param, house
