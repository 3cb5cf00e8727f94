"""A cold start, until the port answers, beside `import streamlit` alone: `python -m bench.start`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from bench import report
from bench.server import ROOT, served
from data.versions import default_warehouse

_TURNS = 5
_IMPORT = (sys.executable, "-c", "import streamlit")
HEAD = ("cold start", "n", "p50 ms", "/ import streamlit")


def main() -> None:
    """Prints one table."""
    sys.stdout.write(f"{report.machine()}\n\n{text(measure(default_warehouse()))}")


def measure(house: Path, turns: int = _TURNS) -> dict[str, list[float]]:
    """ms of each case, in turn. The first time of all loads files from the disk and is left out."""
    cases = {
        "import streamlit": lambda: subprocess.run(_IMPORT, check=True, env=os.environ),
        "the dashboard answers": lambda: _start(ROOT / "dashboard.py", house, stock=False),
        "an empty page answers": lambda: _start(ROOT / "bench" / "floor_app.py", house, stock=True),
    }
    took: dict[str, list[float]] = {case: [] for case in cases}
    for turn in range(turns + 1):
        for case, act in cases.items():
            began = time.perf_counter()
            act()
            if turn:
                took[case].append((time.perf_counter() - began) * 1000)
    return took


def text(took: dict[str, list[float]]) -> str:
    """The table as Markdown."""
    floor = median(took["import streamlit"])
    rows = [(case, str(len(ms)), f"{median(ms):.0f}", f"{median(ms) / floor:.2f}") for case, ms in took.items()]
    return report.table(HEAD, rows)


def _start(script: Path, house: Path, *, stock: bool) -> None:
    with served(script, house, stock=stock):
        pass


if __name__ == "__main__":
    main()
