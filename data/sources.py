"""Decides what each source file is: which record kind, which row is its heading, which column which field."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

import duckdb

from data import encoding
from data.codes import normalise
from data.faults import Note, Refused, listed, masked, message, note, refuse
from data.fields import Kind, kind_names, kinds
from data.heading import candidates, last_part
from data.tables import SUFFIXES, Preview, previews, regular

_LANGUAGES = ("zh", "en")
_BESIDE = (".toml", ".md", ".sql", ".json")  # of files that describe sources, and of profiles


@dataclass(frozen=True)
class Source:
    """One table to be read as one record kind. `columns` maps a field to its column position."""

    preview: Preview
    kind: str
    heading: int
    columns: dict[str, int]
    ignored: tuple[str, ...]
    sha256: str = ""


def find_files(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """All readable files under the given folders and files, in name order. Raises Refused."""
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise refuse("no_source", path=path)
        found = sorted(p for p in path.rglob("*") if _is_source(p)) if path.is_dir() else [path]
        if not found:
            raise refuse("no_files", path=path)
        files += found
    return tuple(files)


def others(paths: tuple[Path, ...]) -> tuple[Note, ...]:
    """What lies in the folders among `paths` and is passed over, but for texts that describe them."""
    lying = [path for folder in paths if folder.is_dir() for path in sorted(folder.rglob("*")) if path.is_file()]
    found = [p.name for p in lying if p.suffix.lower() not in (*SUFFIXES, *_BESIDE) and not p.name.startswith(("~", "."))]
    return (note("not_read", files=listed(found)),) if found else ()


def recognise(
    files: tuple[Path, ...], con: duckdb.DuckDBPyConnection, held: dict[str, str] | None = None
) -> tuple[tuple[Source, ...], tuple[Note, ...]]:
    """The sources in `files` and notes about what was passed over. Raises Refused with every structural fault.

    `held`: hash -> name of files brought in besides them; whether all kinds are there is then for the caller to judge."""
    sources: list[Source] = []
    notes: list[Note] = []
    faults: list[Note] = []
    seen: dict[str, str] = dict(held or {})
    for path in files:
        try:
            found, passed = _recognise_file(path, con)
            digest = sha256(path)  # last: a wrong file of a gigabyte is refused by its heading
        except Refused as error:
            faults += error.notes
        except OSError as error:
            faults.append(note("no_access", file=path.name, detail=error.strerror))
        else:
            if digest in seen:
                notes.append(note("duplicate_file", file=path.name, other=seen[digest]))
                continue
            seen[digest] = path.name
            sources += (replace(source, sha256=digest) for source in found)
            notes += (*passed, *_ignored(found))
    faults = faults or ([] if held is not None else missing_kinds({s.kind: s.preview.place for s in sources}))
    if faults:
        raise Refused(*faults)
    return tuple(sources), tuple(notes)


def missing_kinds(given: dict[str, str]) -> list[Note]:
    """What is missing beside the given kinds (kind → a file that holds it)."""
    if "classes" not in given:
        return [note("no_classes")]
    pairs = [(file, kinds()[need]) for kind, file in given.items() for need in kinds()[kind].needs if need not in given]
    return [
        Note("missing_kind", *(message("missing_kind", lang, file=file, kind=getattr(need, lang)) for lang in _LANGUAGES))
        for file, need in pairs
    ]


def _ignored(found: list[Source]) -> list[Note]:
    return [note("ignored_columns", file=s.preview.place, headings=_listed(s.ignored)) for s in found if s.ignored]


def sha256(path: Path) -> str:
    """The content hash that identifies a source file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_source(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in SUFFIXES and not path.name.startswith(("~", "."))


def _recognise_file(path: Path, con: duckdb.DuckDBPyConnection) -> tuple[list[Source], list[Note]]:
    """The sources in a file and notes about sheets that are none. Raises Refused."""
    tables = previews(path, con)
    if tables and tables[0].delimiter:
        tables = (max(tables, key=lambda table: (_known_headings(table), regular(table))),)
    found = [(table, _recognise(table, alone=len(tables) == 1)) for table in tables]
    if not any(source for _, source in found):
        headings = max((row for t in tables for row in t.rows), key=lambda row: len(set(filter(None, row))), default=())
        empty = not any(headings)
        raise refuse("empty_file" if empty else "unknown_kind", file=path.name, headings=_listed(headings))
    passed = [note("unknown_sheet", file=table.place) for table, source in found if source is None]
    passed += encoding.notes(path, tables[0].place) if tables[0].delimiter else ()
    return [source for _, source in found if source], passed


def _known_headings(preview: Preview) -> int:
    return max((_score(row, kind) for row in preview.rows for kind in kinds().values()), default=0)


def _score(row: tuple[str, ...], kind: Kind) -> int:
    return len(set(fields_of(row, kind)) - {None})


def _recognise(preview: Preview, alone: bool) -> Source | None:
    """The source behind a preview, or None if it is no record kind. Raises Refused for a broken heading.

    A sheet's own name decides; the file's name does only where the file holds nothing else.
    """
    if not any(map(any, preview.rows)):
        return None
    named = _kind_by_name(preview.sheet) or (_kind_by_name(preview.path.stem) if alone else None)
    kinds_asked = [named] if named else list(kinds().values())
    (heading, _, row), kind = max(
        ((place, kind) for place in candidates(preview.rows) for kind in kinds_asked),
        key=lambda pair: (_covers(pair[0][2], pair[1]), _score(pair[0][2], pair[1]), -pair[0][1], -pair[0][0]),
    )
    preview = replace(preview, rows=(*preview.rows[:heading], row, *preview.rows[heading + 1 :]))
    if not named and not _covers(row, kind):
        return None
    columns = _columns(preview, row, kind)
    missing = [f.name for f in kind.fields.values() if f.required and f.name not in columns]
    if missing:
        raise refuse("missing_heading", file=preview.place, missing=_asked(kind, missing), headings=_listed(row))
    ignored = tuple(h for i, h in enumerate(row) if h and i not in columns.values())
    return Source(preview, kind.name, heading, columns, ignored)


def _covers(row: tuple[str, ...], kind: Kind) -> bool:
    found = set(fields_of(row, kind))
    return all(f.name in found for f in kind.fields.values() if f.required)


def fields_of(row: tuple[str, ...], kind: Kind) -> tuple[str | None, ...]:
    """The field that each heading is read as, by the whole heading or by its lowest part."""
    known = _headings(kind.name)
    return tuple(known.get(whole) or known.get(part) for whole, part in _compared(row))


@cache
def _headings(kind: str) -> dict[str, str]:
    return kinds()[kind].headings()


@lru_cache(maxsize=1000)  # a row is held against every kind
def _compared(row: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((normalise(text), normalise(last_part(text))) for text in row)


def _kind_by_name(text: str) -> Kind | None:
    bare = normalise(re.sub(r"[\d\-_.()（）年月日]+", "", text))
    name = kind_names().get(normalise(text)) or kind_names().get(bare)
    return kinds()[name] if name else None


def _columns(preview: Preview, row: tuple[str, ...], kind: Kind) -> dict[str, int]:
    columns: dict[str, int] = {}
    for position, field in enumerate(fields_of(row, kind)):
        if field is None:
            continue
        if field in columns:
            pair = _listed((row[columns[field]], row[position]))
            raise refuse("repeated_heading", file=preview.place, field=_asked(kind, [field]), headings=pair)
        columns[field] = position
    return columns


def _asked(kind: Kind, names: list[str]) -> str:
    return ", ".join("/".join((name, *kind.fields[name].alias[:1])) for name in names)


def _listed(headings: tuple[str, ...]) -> str:
    distinct = dict.fromkeys(filter(None, headings))  # a merged title says the same in every cell
    shown = [masked(h, 40) for h in distinct][:12]
    return ", ".join(shown) + (" …" if len(distinct) > 12 else "")
