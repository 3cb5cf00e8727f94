"""A build in a process of its own, so that a browser can watch it and stop it. Run as `python -m data.job FOLDER`.

FOLDER/order.json       what to build: sources, warehouse, max_rejected
FOLDER/progress.json    [step, share done], replaced while it works
FOLDER/result.json      {"version", "files", "notes"} or {"refused"}; notes are [zh, en]
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import orjson

from data.build import Order, Result
from data.collection import add
from data.faults import Note, Refused
from data.versions import current, versions


def make(order: Order, progress) -> Result:
    """What publishing means: the sources of the current version, and these."""
    return add(order, progress=progress).result


def trial(folder: Path, warehouse: Path) -> None:
    """A private warehouse that begins where `warehouse` stands: its files are linked, never copied if that can be."""
    now = current(warehouse)
    other = [f"{version}.duckdb" for version in versions(warehouse) if version != now]
    if now:
        shutil.copytree(warehouse, folder, ignore=shutil.ignore_patterns(".*", *other), copy_function=_linked)


def _linked(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:  # another disk
        shutil.copy2(source, target)
    return target


def run(folder: Path) -> None:
    """Carries out the order in the folder and leaves the result there."""
    asked = orjson.loads((folder / "order.json").read_bytes())
    order = Order(
        tuple(map(Path, asked["sources"])), Path(asked["warehouse"]), max_rejected=asked["max_rejected"]
    )
    try:
        result = make(order, lambda step, share: _put(folder / "progress.json", [step, share]))
    except Refused as error:
        _put(folder / "result.json", {"refused": _said(error.notes)})
        return
    told = {"version": result.version, "files": result.files, "notes": _said(result.notes)}
    _put(folder / "result.json", told)


def _said(notes: tuple[Note, ...]) -> list[tuple[str, str]]:
    return [(note.zh, note.en) for note in notes]


def _put(path: Path, content: object) -> None:
    """In one step, so that a reader never meets half a file."""
    draft = path.with_suffix(".tmp")
    draft.write_bytes(orjson.dumps(content))
    os.replace(draft, path)


if __name__ == "__main__":
    run(Path(sys.argv[1]))
