"""The text of a profile.toml."""

from __future__ import annotations

import json

from data import mapping
from data.hints import worded


def toml(file: dict, records: list[dict]) -> str:
    """The text of a profile.toml."""
    lines = [*(f"# {text}" for text in worded("check")), "", "[[file]]", *_entries(file)]
    for record in records:
        if "rows" in record:
            lines += ["", *(f"# {text}" for text in worded("class"))]
        plain = {k: v for k, v in record.items() if k not in (*mapping.PARTS, "rows")}
        lines += ["", "[[record]]", *_entries(plain)]
        for row in record.get("rows", ()):
            lines += ["[[record.rows]]", *_entries(row)]
        for part in ("constants", "columns", "long"):
            lines += [f"[record.{part}]", *_entries(record[part])] if record.get(part) else []
        for name, meant in record.get("values", {}).items():
            lines += [f"[record.values.{name}]", *_entries(meant)]
    return "\n".join(lines) + "\n"


def _entries(table: dict) -> list[str]:
    return [f"{_key(key)} = {_value(value)}" for key, value in table.items()]


def _key(text: str) -> str:
    return text if text.isascii() and text.replace("_", "").isalnum() else _value(text)


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(_entries(value)) + " }"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
