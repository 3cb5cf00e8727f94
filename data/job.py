"""A build in a process of its own, so that a browser can watch it and stop it. Run as `python -m data.job FOLDER`.

FOLDER/order.json       what to build: steps ({sources, profile, replaces, codes}), warehouse, max_rejected, tried
FOLDER/progress.json    [step, share done], replaced while it works
FOLDER/result.json      {"version", "files", "notes"} or {"refused"}; notes are [zh, en]

Files that need a profile of their own are steps of their own; all steps together make one version, or none.
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import orjson

from data import store
from data.build import FULL, Order, Result
from data.collection import add, is_new
from data.faults import Note, Refused, refuse
from data.versions import ADDING, current, locked, new_version, path_of, publish, sync, versions

Step = tuple[Order, tuple[str, ...]]  # what arrives, and the names of the files it replaces


def make(steps: tuple[Step, ...], progress, tried: Path | None = None) -> Result:
    """What publishing means: the sources of the current version, and these. Raises Refused; nothing is then published.

    `tried`: a private warehouse in which the same was checked: what it worked out is not worked out again.
    """
    warehouse = steps[0][0].warehouse
    try:
        alone = len(steps) == 1 and not tried
        return add(*steps[0], progress=progress).result if alone else _beside(steps, warehouse, progress, tried)
    except FULL as error:
        raise refuse("no_space", path=warehouse, detail=type(error).__name__) from error


def _beside(steps: tuple[Step, ...], warehouse: Path, progress, tried: Path | None) -> Result:
    """All steps in a private warehouse, of which the last version is then taken over."""
    warehouse.mkdir(parents=True, exist_ok=True)
    with locked(warehouse):
        beside = warehouse / ADDING
        shutil.rmtree(beside, ignore_errors=True)
        try:
            trial(beside, warehouse)
            _know(beside, tried)
            result = _in_turn(steps, beside, progress)
            return replace(result, version=_adopt(beside, result.version, warehouse)) if result.version else result
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def trial(folder: Path, warehouse: Path) -> None:
    """A private warehouse that begins where `warehouse` stands: its files are linked, never copied if that can be."""
    now = current(warehouse)
    other = [f"{version}.duckdb" for version in versions(warehouse) if version != now]
    if now:
        shutil.copytree(warehouse, folder, ignore=shutil.ignore_patterns(".*", *other), copy_function=_linked)


def _know(warehouse: Path, tried: Path | None) -> None:
    """Puts what another warehouse knows beside what a private one holds; where that one points to stays.

    All of it is found by hashes of rows, statements, code and code lists: what does not fit any more is not found.
    """
    kinds = ("*.duckdb", f"{store.ROWS}/*", f"{store.RESULTS}/*") if tried else ()
    for path in (path for kind in kinds for path in tried.glob(kind)):
        target = warehouse / path.relative_to(tried)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not target.exists():
            _linked(path, target)


def _in_turn(steps: tuple[Step, ...], warehouse: Path, progress) -> Result:
    """Step after step; the last version that came of it, and all that was said.

    Only the last one is held against its limit: until then, records may point at what a later step brings.
    """
    steps = sorted(steps, key=lambda step: is_new(replace(step[0], warehouse=warehouse)))  # the last one makes a version
    notes: tuple[Note, ...] = ()
    found = Result(None, (), 0, ())
    for number, (order, replaces) in enumerate(steps):
        def tell(step: str, share: float, done: int = number) -> None:
            progress(step, (done + share) / len(steps))

        limit = order.max_rejected if number == len(steps) - 1 else 1.0
        result = add(replace(order, warehouse=warehouse, max_rejected=limit), replaces, tell).result
        notes += result.notes
        found = result if result.version else found
    return replace(found, notes=tuple(dict.fromkeys(notes)))


def _adopt(beside: Path, version: str, warehouse: Path) -> str:
    """Moves a version and the files it is made of into the warehouse and points to it. Gives its name there."""
    for part in store.PARTS:
        (warehouse / part).mkdir(mode=0o700, exist_ok=True)
        for path in (beside / part).iterdir() if (beside / part).is_dir() else ():
            if not (warehouse / part / path.name).exists():
                os.replace(path, warehouse / part / path.name)
        sync(warehouse / part)
    name = new_version(warehouse)
    publish(warehouse, name, path_of(beside, version))
    return name


def _linked(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:  # another disk
        shutil.copy2(source, target)
    return target


def run(folder: Path) -> None:
    """Carries out the order in the folder and leaves the result there."""
    asked = orjson.loads((folder / "order.json").read_bytes())
    steps = tuple(_step(asked, step) for step in asked["steps"])
    try:
        tried = Path(asked["tried"]) if asked.get("tried") else None
        result = make(steps, lambda step, share: _put(folder / "progress.json", [step, share]), tried)
    except Refused as error:
        _put(folder / "result.json", {"refused": _said(error.notes)})
        return
    told = {"version": result.version, "files": result.files, "notes": _said(result.notes)}
    _put(folder / "result.json", told)


def _step(asked: dict, step: dict) -> Step:
    profile = Path(step["profile"]) if step.get("profile") else None
    codes, sources = Path(step["codes"]) if step.get("codes") else None, tuple(map(Path, step["sources"]))
    order = Order(sources, Path(asked["warehouse"]), profile, codes, asked["max_rejected"])
    return order, tuple(step.get("replaces", ()))


def _said(notes: tuple[Note, ...]) -> list[tuple[str, str]]:
    return [(note.zh, note.en) for note in notes]


def _put(path: Path, content: object) -> None:
    """In one step, so that a reader never meets half a file."""
    draft = path.with_suffix(".tmp")
    draft.write_bytes(orjson.dumps(content))
    os.replace(draft, path)


if __name__ == "__main__":
    run(Path(sys.argv[1]))
