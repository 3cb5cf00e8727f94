"""What can be wrong with a source, said in both languages with the place and the way out."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "messages.toml"


@cache
def _messages() -> dict[str, dict[str, str]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def message(code: str, language: str, **fields: object) -> str:
    """The text of message `code`. KeyError for an unknown code or a missing field: both are bugs."""
    return _messages()[code][language].format(**fields)


@dataclass(frozen=True)
class Note:
    """One message about the sources; says nothing of persons."""

    code: str
    zh: str
    en: str


def note(code: str, **fields: object) -> Note:
    """Message `code` in both languages."""
    return Note(code, message(code, "zh", **fields), message(code, "en", **fields))


class Refused(Exception):
    """The sources cannot be built; nothing was published. `notes` say why and what to do."""

    def __init__(self, *notes: Note):
        super().__init__("\n".join(n.en for n in notes))
        self.notes = notes


def refuse(code: str, **fields: object) -> Refused:
    """A Refused with one message."""
    return Refused(note(code, **fields))
