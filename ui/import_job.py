"""A check or a publication that runs beside the server: started, watched and stopped from a page."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import orjson

from ui.theme import ROOT


@dataclass(frozen=True)
class Job:
    """A running build. `folder` is its own: order, progress and result stand there."""

    folder: Path
    process: subprocess.Popen

    @property
    def running(self) -> bool:
        """Whether it still works."""
        return self.process.poll() is None

    def progress(self) -> tuple[str, float]:
        """(step, share done); ("read", 0) before the first word."""
        try:
            step, share = orjson.loads((self.folder / "progress.json").read_bytes())
        except FileNotFoundError:
            return "read", 0.0
        return step, float(share)

    def result(self) -> dict | None:
        """{"version", "files", "notes"} or {"refused"}; None if it was stopped or broke."""
        try:
            return orjson.loads((self.folder / "result.json").read_bytes())
        except FileNotFoundError:
            return None

    def stop(self) -> None:
        """Ends it; what it was writing is no version and is removed by the next build."""
        self.process.terminate()
        self.process.wait(10)


@dataclass(frozen=True)
class Step:
    """Files that arrive together: those that need no profile, or those of one. `replaces` are names of held files.

    `codes`: a folder of code lists that take the place of those in use."""

    sources: tuple[Path, ...]
    profile: Path | None = None
    replaces: tuple[str, ...] = ()
    codes: Path | None = None


def start(folder: Path, steps: tuple[Step, ...], warehouse: Path, max_rejected: float, tried: Path | None = None) -> Job:
    """Begins a build of what the steps bring into the warehouse; `tried`: the private one in which they were checked."""
    folder.mkdir()
    order = {"steps": steps, "warehouse": warehouse.resolve(), "max_rejected": max_rejected, "tried": tried}
    (folder / "order.json").write_bytes(orjson.dumps(order, default=str))
    log = (folder / "log").open("wb")
    process = subprocess.Popen([sys.executable, "-m", "data.job", str(folder)], cwd=ROOT, stdout=log, stderr=log)
    log.close()
    return Job(folder, process)
