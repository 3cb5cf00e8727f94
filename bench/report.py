"""What was measured as a table: percentiles and ratios to the floor of the same run."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from datetime import date
from importlib.metadata import version
from statistics import fmean, quantiles

from bench.browser import Took

_LIBRARIES = ("streamlit", "plotly", "duckdb", "pandas")
_CLICK_HEAD = (
    "click", "n", "tiles p50", "painted p50", "p95", "tiles / F", "painted / F", "p95 / F p95",
    "page CPU", "server CPU", "KiB",
)  # fmt: skip
_VISIT_HEAD = ("first visit", "n", "painted", "/ floor", "requests", "MiB", "page CPU", "server CPU")


def text(clicks: dict[str, list[Took]], visits: dict[str, list[Took]], sizes: dict[str, float]) -> str:
    """The tables as Markdown; times in ms. F is the floor case of the same part of the run."""
    parts, floor = [], None
    rows = []
    for case, took in clicks.items():
        floor = took if case.startswith("floor") else floor
        rows.append(_click(case, took, floor or took))
    parts.append(table(_CLICK_HEAD, rows) if rows else "")
    if visits:
        parts.append(table(_VISIT_HEAD, [_visit(case, took, visits["floor"]) for case, took in visits.items()]))
    parts.append(table(("memory", "MiB"), [(name.removesuffix(", MiB"), f"{mib:.2f}") for name, mib in sizes.items()]))
    return "\n".join(part for part in parts if part)


def heading(rows: int) -> str:
    """What stands before the tables of a run over so many attendance rows."""
    return (
        f"# Measured {date.today().isoformat()}\n\n{machine()} {rows:,} attendance rows.\n\n"
        "Times in ms. Only the ratios travel to another machine: F is an empty stock Streamlit page in the same "
        "run and browser. How it is measured: README.md.\n\n"
    )


def machine() -> str:
    """The machine and the versions in a sentence."""
    cores = len(os.sched_getaffinity(0))
    gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[2]
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return (
        f"{cores} cores, {gib:.0f} GiB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, {libraries}; load average {load:.1f}."
    )


def percentile(values: Iterable[float], share: int) -> float:
    """The value below which `share` percent lie, interpolated; the only value if there is one."""
    found = sorted(values)
    return found[0] if len(found) == 1 else quantiles(found, n=100, method="inclusive")[share - 1]


def _click(case: str, took: list[Took], floor: list[Took]) -> tuple[str, ...]:
    painted, base = [t.painted for t in took], [t.painted for t in floor]
    tiles = [t.tiles for t in took if t.tiles is not None]
    middle, far = percentile(painted, 50), percentile(painted, 95)
    return (
        case, str(len(took)), f"{percentile(tiles, 50):.0f}" if tiles else "", f"{middle:.0f}", f"{far:.0f}",
        f"{percentile(tiles, 50) / percentile(base, 50):.2f}" if tiles else "",
        f"{middle / percentile(base, 50):.2f}", f"{far / percentile(base, 95):.2f}",
        f"{fmean(t.page_cpu for t in took):.0f}", f"{fmean(t.server_cpu for t in took):.0f}",
        f"{percentile((t.received for t in took), 50) / 1024:.1f}",
    )  # fmt: skip


def _visit(case: str, took: list[Took], floor: list[Took]) -> tuple[str, ...]:
    middle = percentile((t.painted for t in took), 50)
    return (
        case, str(len(took)), f"{middle:.0f}", f"{middle / percentile((t.painted for t in floor), 50):.2f}",
        f"{percentile((t.requests for t in took), 50):.0f}",
        f"{percentile((t.received for t in took), 50) / 2**20:.2f}",
        f"{fmean(t.page_cpu for t in took):.0f}", f"{fmean(t.server_cpu for t in took):.0f}",
    )  # fmt: skip


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Rows of texts as Markdown, the first column to the left."""
    lines = [head, ("---", *("---:" for _ in head[1:])), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
