"""How record kinds and their columns are called, and what of a rejected cell may be shown."""

from __future__ import annotations

from board.text import t
from data.fields import kinds


def kind_name(kind: str, language: str) -> str:
    """The name of a record kind."""
    return getattr(kinds()[kind], language) if kind in kinds() else kind


def column_name(kind: str, field: str, language: str) -> str:
    """The name of a column, as people say it."""
    spec = kinds()[kind].fields.get(field) if kind in kinds() else None
    if spec is None:
        return t(language, "trust.whole_row")
    return spec.zh if language == "zh" else spec.en


def may_be_shown(kind: str, field: str) -> bool:
    """Whether a cell of the column says nothing of a person: dates, numbers and codes do, free text may name one."""
    spec = kinds()[kind].fields.get(field) if kind in kinds() else None
    return spec is not None and spec.type != "text"


def place(file: str, sheet: str) -> str:
    """How a source table is named; a workbook with one sheet of the file's name needs no second name."""
    return f"{file} [{sheet}]" if sheet and sheet != file.rsplit(".", 1)[0] else file
