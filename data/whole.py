"""The kinds that are not split: their rows as tables, checked as a whole; what was found is kept like any result."""

from __future__ import annotations

from data import accept, checks
from data.fields import Kind, kinds
from data.found import Found, keep
from data.rows import Shelf, digest, quoted
from data.works import Works

_GONE = "gone"  # rows taken out of a long table while it is checked


def lay_out(works: Works, shelf: Shelf, sources: dict[str, dict[int, str]]) -> None:
    """Makes acc_<kind> of the shelved rows, not read yet; `sources`: kind -> source table -> key."""
    for kind in (kind for kind in kinds().values() if not kind.split):
        tables = sources.get(kind.name)
        if tables:
            works.show(f"acc_{kind.name}", shelf.rows(kind, tables), digest(*map(shelf.content, tables.values())))
        else:
            works.put(f"acc_{kind.name}", [], accept.columns_in_sql(kind))
    works.put("delivered", [(name,) for name in sorted(sources)], "kind VARCHAR")


def check(works: Works, shelf: Shelf, sources: dict[str, dict[int, str]]) -> list[Found]:
    """Sets aside what cannot be counted, kind by kind: acc_<kind> are the rows that are left."""
    return [_set_aside(works, kind, shelf, sources) for kind in _delivered(sources)]


def note(works: Works, sources: dict[str, dict[int, str]]) -> list[Found]:
    """What is odd in the rows that are left."""
    return [_note(works, kind, sources[kind.name]) for kind in _delivered(sources) if checks.texts(kind, "warn")]


def _delivered(sources: dict[str, dict[int, str]]) -> list[Kind]:
    return [kind for kind in kinds().values() if kind.name in sources and not kind.split]


def _set_aside(works: Works, kind: Kind, shelf: Shelf, sources: dict[str, dict[int, str]]) -> Found:
    table, tables = f"acc_{kind.name}", sources[kind.name]
    key = works.key("set aside", *checks.texts(kind, "reject", sources))
    found = works.results.find(key)
    if found is None:
        gone = _open(works, table, shelf.rows(kind, tables))
        with checks.slate(works.con):
            found = keep(works, key, kind, checks.set_aside(works.con, kind, sources, gone), _slices(tables))
        works.con.execute(f"DROP TABLE IF EXISTS {_GONE}")
    rows, content = shelf.rows(kind, tables), works.contents[table]
    if "rejected" in found.tables:
        content = digest(content, found.content("rejected"))
        gone = f"SELECT {list(tables)}[_src + 1] AS _src, _row FROM read_parquet({quoted(found.tables['rejected'])})"
        rows = f"FROM ({rows}) ANTI JOIN ({gone}) USING (_src, _row)"
    if table in works.views:
        works.show(table, rows, content)
    works.contents[table] = content
    return Found(kind, tuple(tables), found)


def _open(works: Works, table: str, rows: str) -> str:
    """Reads a table to have rows taken out of it. A long one stays in its files: returned is the table that says which of
    its rows it leaves out, else nothing.
    """
    if not works.is_long(table):
        works.load(table)
        return ""
    works.con.execute(f"CREATE TABLE {_GONE} (_src INTEGER, _row BIGINT)")
    works.show(table, f"FROM ({rows}) ANTI JOIN {_GONE} USING (_src, _row)", works.contents[table])
    return _GONE


def _note(works: Works, kind: Kind, tables: dict[int, str]) -> Found:
    key = works.key("note", *checks.texts(kind, "warn"))
    found = works.results.find(key)
    if found is None:
        with checks.slate(works.con):
            found = keep(works, key, kind, checks.note(works.con, kind), _slices(tables), rows=False)
    return Found(kind, tuple(tables), found)


def _slices(tables: dict[int, str]) -> str:
    return f"list_position({list(tables)}, _src) - 1"
