"""Places and levels of one's own: what cells say becomes part of a code list, as a person decides on the import page.

`own` is list -> text as it is written -> where it belongs: of a place the one above it ("": the whole area), of a level
its rank (1 is the highest). The text "" names the whole area, or says of levels that the list takes the place of the one
that came with the installation.
"""

from __future__ import annotations

import csv
import shutil
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path

import duckdb

from data import build, store
from data.code_files import Entry
from data.codes import CHANGES, REGIONS, Codes, load, normalise
from data.faults import Refused, masked, refuse
from data.versions import current, path_of

LEVELS, GROUPS = "levels", "level_groups"
Own = dict[str, dict[str, str]]
_KINDS = ("province", "city", "county")


def in_use(warehouse: Path) -> Codes:
    """The code lists in use: those of the published version before the default ones."""
    now = current(warehouse)
    if now is None:
        return load()
    try:
        kept = store.received_of(warehouse, now)
    except Refused:  # built before files were kept
        kept = ()
    return build.codes_of(build.Order((), warehouse, codes=folder_of(warehouse), kept=kept))


def folder_of(warehouse: Path) -> Path | None:
    """The folder of the deployment's own code lists, if the published version has any."""
    now = current(warehouse)
    if now is None:
        return None
    with duckdb.connect(str(path_of(warehouse, now)), read_only=True) as con:
        own = con.execute("SELECT any_value(value) FROM meta WHERE key = 'codes'").fetchone()[0]
    folder = warehouse / store.SETTINGS / own if own else None
    return folder if folder and folder.is_dir() else None


def joined(owns: list[Own]) -> Own:
    """What several files say; of a text that two of them name the first."""
    return {name: {k: v for own in reversed(owns) for k, v in own.get(name, {}).items()} for own in owns for name in own}


def extended(codes: Codes, own: Own, instead: bool) -> Codes:
    """The lists with what is one's own. `instead`: whether a list may take the place of the one that came along.

    Raises Refused if a place would lie more than two steps below the whole area.
    """
    lists, renamed = dict(codes.lists), codes.renamed
    if own.get(REGIONS):
        whole = own[REGIONS].get("", "") if instead else ""
        base = {"Z": _entry("Z", 1, whole, parent_code="", kind=_KINDS[0])} if whole else codes.lists[REGIONS]
        renamed = () if whole else renamed
        lists[REGIONS] = _regions(Codes({REGIONS: base}, renamed), own[REGIONS])
    if own.get(LEVELS):
        afresh = instead and bool(own[LEVELS].get(""))
        lists[LEVELS] = _levels(codes, own[LEVELS], afresh)
        lists[GROUPS] = _groups() if afresh else codes.lists[GROUPS]
    return Codes(lists, renamed)


def write_lists(codes: Codes, before: Path | None, folder: Path) -> Path:
    """Writes the lists that differ from those that came along as a folder for --codes; `before` are one's own so far."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(before, folder) if before else folder.mkdir(parents=True)
    shipped = load()
    for name in (REGIONS, LEVELS, GROUPS):
        if codes.lists[name] != shipped.lists[name]:
            _write(folder / f"{name}.csv", list(codes.lists[name].values()))
    if codes.renamed != shipped.renamed and not (folder / f"{CHANGES}.csv").exists():
        (folder / f"{CHANGES}.csv").write_text("old_code,new_code,old_zh,new_zh\n", encoding="utf-8")
    return folder


def _regions(codes: Codes, own: dict[str, str]) -> dict[str, Entry]:
    known, found = dict(codes.terms(REGIONS)), dict(codes.lists[REGIONS])
    above = {text: parent for text, parent in own.items() if text}
    for text in dict.fromkeys((*above.values(), *above)):
        if text and normalise(text) not in known:
            code = _free("Z", found, 3)
            known[normalise(text)] = code
            found[code] = _entry(code, len(found) + 1, text, parent_code=codes.root, kind=_KINDS[1])
    fresh = found.keys() - codes.lists[REGIONS].keys()
    for text, parent in above.items():
        code, up = known[normalise(text)], known.get(normalise(parent), codes.root)
        if code in fresh and up != code:
            found[code] = replace(found[code], extra={"parent_code": up, "kind": _KINDS[1 if up == codes.root else 2]})
    for code in fresh:
        up = found[code].extra["parent_code"]
        if up != codes.root and found[up].extra["parent_code"] != codes.root:
            raise refuse("place_too_deep", place=masked(found[code].zh, 60), above=masked(found[up].zh, 60))
    return found


def _levels(codes: Codes, own: dict[str, str], afresh: bool) -> dict[str, Entry]:
    known, found = set(dict(codes.terms(LEVELS))), {} if afresh else dict(codes.lists[LEVELS])
    texts = sorted((text for text in own if text), key=lambda text: _rank(own[text]))
    texts = list({normalise(text): text for text in reversed(texts) if afresh or normalise(text) not in known}.values())
    last = list(found.values())[-1] if found else None
    for place, text in enumerate(reversed(texts), 1):
        group = last.extra["group"] if last else "G1" if 2 * place <= len(texts) + 1 else "G2"
        code = _free("L", found, 1)
        found[code] = _entry(code, (last.order if last else 0) + place, text, group=group, regime="")
    return found


@cache
def _groups() -> dict[str, Entry]:
    words = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {code: Entry(code, place, said["zh"], said["en"], (), {}) for place, (code, said) in enumerate(words.items(), 1)}


def _rank(text: str) -> float:
    return float(text) if text.replace(".", "", 1).isdecimal() else float("inf")


def _free(letter: str, taken: dict[str, Entry], width: int) -> str:
    return next(code for n in range(1, len(taken) + 2) if (code := f"{letter}{n:0{width}}") not in taken)


def _entry(code: str, order: int, text: str, **extra: str) -> Entry:
    plain = " ".join(text.split())
    return Entry(code, order, plain, plain, (), extra)


def _write(path: Path, entries: list[Entry]) -> None:
    own = list(entries[0].extra)
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["code", "order", "zh", "en", "aliases", *own])
        for e in entries:
            lines.writerow([e.code, e.order, e.zh, e.en, "|".join(e.aliases), *(e.extra[name] for name in own)])
