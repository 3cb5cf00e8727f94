"""The seal of a pack: what it rests on, each figure's data and each file, as hashes in one manifest."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from pathlib import Path

import orjson

from data.versions import path_of
from packs.figures import Figure, plain
from packs.front import Front
from queries.scope import Audience, Compare, Scope, Viewer

MANIFEST, FIGURES = "manifest.json", "figures.json"
BESIDE = "beside"  # newer versions that the pack's own gave way to when it was made
_ROOT = Path(__file__).parents[1]
_SHORT = 10  # hexadecimal digits on every sheet: two packs of one office share them with a chance of 1 in 10¹²
_RULES = {
    "metrics": "data/metrics*.toml",
    "queries": "queries/*.sql",
    "policy": "data/policy.toml",
    "grades": "board/grades.toml",
}


def canonical(item: object) -> bytes:
    """The one way a JSON value is written, so that equal content has an equal hash."""
    return orjson.dumps(item, option=orjson.OPT_SORT_KEYS)


def digest(content: bytes) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def content(front: Front, pages: tuple[str, ...], given: tuple[Figure, ...], warehouse: Path) -> dict:
    """All the seal stands for: who, when, scope, data, rules and the data of every figure."""
    path = path_of(warehouse, front.scope.version)
    return {
        "number": front.number, "title": front.title, "who": front.who, "when": front.when, "replaces": front.replaces,
        "pages": list(pages), "scope": scope_plain(front.scope), BESIDE: list(front.scope.beside or ()),
        "version": {"name": front.scope.version, "sha256": _of_file(path, path.stat().st_mtime_ns)},
        "rules": rules(), "figures": {figure.id: digest(canonical(plain(figure))) for figure in given},
    }  # fmt: skip


def seal(said: dict) -> tuple[str, str]:
    """The seal of a pack's content, and the short form printed on every sheet."""
    whole = digest(canonical(said))
    return whole, whole[:_SHORT]


def rules() -> dict[str, dict[str, str]]:
    """Hashes of what decides over numbers: definitions of metrics, queries, protection, grades."""
    return {
        name: {path.name: digest(path.read_bytes()) for path in sorted(_ROOT.glob(pattern))}
        for name, pattern in _RULES.items()
    }


def scope_plain(scope: Scope) -> dict:
    """A Scope as JSON holds it; beside which versions it is answered is no part of what is asked."""
    first, last = scope.period
    said = asdict(scope) | {"period": [first.isoformat(), last.isoformat()], "viewer": asdict(scope.viewer)}
    return {name: value for name, value in said.items() if name != BESIDE}


def scope_read(given: dict) -> Scope:
    """A Scope from its JSON. KeyError, TypeError or ValueError if it is none."""
    lists = {name: tuple(given[name]) for name in ("region", "level", "training_type", "host")}
    viewer = Viewer(tuple(given["viewer"]["regions"]), given["viewer"]["role"])
    first, last = map(date.fromisoformat, given["period"])
    return Scope(
        given["version"], (first, last), **lists, class_id=given["class_id"], unit=given.get("unit", ""),
        compare=Compare(given["compare"]), language=given["language"], audience=Audience(given["audience"]), viewer=viewer,
    )  # fmt: skip


@lru_cache(maxsize=16)
def _of_file(path: Path, _changed: int) -> str:
    """A version file never changes; the time of its last change is there for one that was put in its place."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
