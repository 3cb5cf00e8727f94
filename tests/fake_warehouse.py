"""A small province in place of queries/warehouse.py, for tests of the frame alone.

A version is an empty file in the folder; CURRENT names the published one, as in the real one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path


class Cursor:
    """What asks the data a question; the fakes ask none."""


class Unreadable(Exception):
    """Never raised: no file is damaged."""


class Interrupted(Exception):
    """A question that was stopped."""


@dataclass(frozen=True)
class Region:
    """One place of the fake province."""

    code: str
    parent: str
    depth: int
    zh: str
    en: str


REGIONS = (
    Region("610000", "", 0, "陕西省", "Shaanxi Province"),
    Region("610100", "610000", 1, "西安市", "Xi'an"),
    Region("610102", "610100", 2, "新城区", "Xincheng District"),
    Region("610103", "610100", 2, "碑林区", "Beilin District"),
    Region("610600", "610000", 1, "延安市", "Yan'an"),
    Region("610602", "610600", 2, "宝塔区", "Baota District"),
    Region("610800", "610000", 1, "榆林市", "Yulin"),
    Region("610802", "610800", 2, "榆阳区", "Yuyang District"),
    Region("610881", "610800", 2, "神木市", "Shenmu City"),
)
NAMES = {
    "levels": {
        "B1": ("省部级", "Provincial-ministerial"),
        "B2": ("厅局级", "Department-bureau"),
        "B3": ("县处级", "County-division"),
        "B4": ("乡科级", "Township-section"),
        "B5": ("科员及以下", "Section member and below"),
        "B6": ("新录用（试用期）", "Newly recruited (on probation)"),
    },
    "types": {
        "T1": ("初任培训", "Initial training"),
        "T2": ("任职培训", "Post-appointment training"),
        "T3": ("专门业务培训", "Specialised business training"),
        "T4": ("在职培训", "In-service training"),
    },
}


@dataclass(frozen=True)
class Province:
    """What the frame reads of a data version."""

    version: str
    as_of: date = date(2026, 6, 30)
    first_month: date = date(2024, 1, 1)
    last_month: date = date(2026, 6, 1)
    regions: tuple[Region, ...] = REGIONS

    def names(self, list_name: str, language: str) -> dict[str, str]:
        """The names of one code list in code order."""
        return {code: texts[language == "en"] for code, texts in NAMES[list_name].items()}


@dataclass(frozen=True)
class Warehouse:
    """A version without data."""

    catalogue: Province


def current(warehouse: Path) -> str | None:
    """The published version, None when there is none."""
    pointer = warehouse / "CURRENT"
    return pointer.read_text() if pointer.is_file() else None


def versions(warehouse: Path) -> tuple[str, ...]:
    """All versions in the folder."""
    return tuple(sorted(path.stem for path in warehouse.glob("*.duckdb")))


def open_version(warehouse: Path, version: str) -> Warehouse:
    """One version."""
    return Warehouse(Province(version))


def publish(warehouse: Path, version: str) -> None:
    """Make a version the current one."""
    warehouse.mkdir(exist_ok=True)
    (warehouse / f"{version}.duckdb").touch()
    (warehouse / "CURRENT").write_text(version)
