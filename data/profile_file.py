"""Is a profile.toml whole? Every key is known and of the right type, every table and kind that it names exists."""

from __future__ import annotations

import re

from data import clock
from data.dates import ORDERS
from data.fields import kinds

_FILE = {
    "path": str, "table": str, "sheet": str, "heading_row": int, "heading_rows": int, "pad": bool,
    "skip_rows": list, "skip": dict, "fill_down": list,
}  # fmt: skip
_RECORD = {
    "kind": str, "sql": str, "from": str, "table": str, "rows": list, "columns": dict, "constants": dict, "values": dict,
    "long": dict, "skip": dict, "distinct": list, "date_order": str, "year": int, "clock": dict,
}  # fmt: skip
_LONG = {"field": str, "heading": str, "columns": list, "match": str, "headings": dict}


def check(spec: dict) -> str:
    """The first fault, as the place in the file where it stands; "" if there is none."""
    files, records = spec.get("file", []), spec.get("record")
    if not _is_tables(files):
        return "[[file]]"
    if not _is_tables(records) or not records:
        return "[[record]]"
    if not files and not all("rows" in record for record in records):
        return "[[file]]"
    tables = [file.get("table") for file in files]
    checked = (*(_file_fault(f) for f in files), *(_record_fault(r, tables) for r in records))
    return next(filter(None, checked), "")


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(entry, dict) for entry in value)


def _types(place: str, entry: dict, known: dict[str, type], wanted: tuple[str, ...]) -> str:
    lacking = [key for key in wanted if not isinstance(entry.get(key), known[key])]
    if lacking:
        return f"{place} {lacking[0]}"
    strange = [key for key, value in entry.items() if key not in known or type(value) is not known[key]]
    return f"{place} ? {strange[0]}" if strange else ""


def _texts(place: str, value: object) -> str:
    """A table of heading -> list of texts."""
    lists = list(value.values()) if isinstance(value, dict) else [None]
    good = all(isinstance(texts, list) and all(isinstance(text, str) for text in texts) for texts in lists)
    return "" if good else f"{place} skip"


def _file_fault(file: dict) -> str:
    place = "[[file]]"
    return (
        _types(place, file, _FILE, ("path", "table"))
        or _texts(place, file.get("skip", {}))
        or ("" if all(type(row) is int for row in file.get("skip_rows", [])) else f"{place} skip_rows")
        or ("" if all(isinstance(text, str) for text in file.get("fill_down", [])) else f"{place} fill_down")
        or ("" if file.get("heading_row", 1) >= 1 and 1 <= file.get("heading_rows", 1) <= 9 else f"{place} heading_row")
    )


def _record_fault(record: dict, tables: list) -> str:
    place = "[[record]]"
    ways = [key for key in ("sql", "table", "rows") if key in record]
    if len(ways) != 1:
        return f"{place} sql | table | rows"
    fault = _types(place, record, _RECORD, ("kind", "sql", "from") if ways == ["sql"] else ("kind", *ways))
    if fault:
        return fault
    if record["kind"] not in kinds():
        return f"kind = {record['kind']}"
    if ways == ["rows"]:
        return "" if record["rows"] and _is_tables(record["rows"]) else f"{place} rows"
    if ways == ["table"] and record["table"] not in tables:
        return f"{place} table = {record['table']}"
    return _mapping_fault(record)


def _mapping_fault(record: dict) -> str:
    place = f"[[record]] {record['kind']}"
    for name, source in record.get("columns", {}).items():
        if not isinstance(source, str) and not _is_source(source):
            return f"{place}: columns.{name}"
    for name, meanings in record.get("values", {}).items():
        if not isinstance(meanings, dict) or any(isinstance(v, dict | list) for v in meanings.values()):
            return f"{place}: values.{name}"
    if record.get("date_order", "ymd") not in ORDERS:
        return f"{place}: date_order"
    if not 1990 <= record.get("year", 2000) < 2100:
        return f"{place}: year"
    if any(not isinstance(name, str) for name in record.get("distinct", [])):
        return f"{place}: distinct"
    for name, said in record.get("clock", {}).items():
        if not _is_clock(said):
            return f"{place}: clock.{name} (late = \"09:00\")"
    return _texts(place, record.get("skip", {})) or _long_fault(f"{place}: long", record.get("long"))


def _is_clock(said: object) -> bool:
    if not isinstance(said, dict) or not said.keys() <= set(clock.KEYS):
        return False
    texts = all(isinstance(text, str) for text in said.values())
    return texts and all(clock.minute(said[key]) is not None for key in ("late", "early") if said.get(key))


def _is_source(source: object) -> bool:
    if not isinstance(source, dict) or not all(isinstance(value, str) for value in source.values()):
        return False
    if {"text"} <= set(source) <= {"text", "day"}:
        return True
    if {"text", "part", "match"} <= set(source) <= {"text", "day", "part", "match"}:
        return _is_pattern(source["match"], groups=1)
    return set(source) == {"heading", "match"} and _is_pattern(source["match"], groups=1)


def _is_pattern(text: str, groups: int = 0) -> bool:
    try:
        return re.compile(text).groups >= groups
    except re.error:
        return False


def _long_fault(place: str, long: dict | None) -> str:
    if long is None:
        return ""
    fault = _types(place, long, _LONG, ("field",))
    if fault:
        return fault
    if not {"columns", "match", "headings"} & set(long):
        return f"{place} columns | match | headings"
    if not _is_pattern(long.get("match", "")):
        return f"{place} match"
    if not all(isinstance(text, str) for text in long.get("columns", [])):
        return f"{place} columns"
    return "" if all(isinstance(meaning, dict) for meaning in long.get("headings", {}).values()) else f"{place} headings"
