"""What can be wrong with a source, said in both languages with the place and the way out."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "messages.toml"
# Identity numbers and phone numbers, also in full-width digits; written so that SQL understands them too.
_DIGIT = "[0-9０-９]"
PERSONAL = (
    (rf"(^|[^0-9０-９])({_DIGIT}{{6}}){_DIGIT}{{8}}({_DIGIT}{{3}}[0-9０-９XxＸｘ])($|[^0-9０-９])", r"\1\2********\3\4"),
    (rf"(^|[^0-9０-９])([1１][3-9３-９]{_DIGIT}){_DIGIT}{{4}}({_DIGIT}{{4}})($|[^0-9０-９])", r"\1\2****\3\4"),
)


@cache
def _messages() -> dict[str, dict[str, str]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def message(code: str, language: str, **fields: object) -> str:
    """The text of message `code`. KeyError for an unknown code or a missing field: both are bugs."""
    return _messages()[code][language].format(**fields)


def masked(text: str, longest: int = 80) -> str:
    """The text without the middle of anything like an identity or phone number, cut to `longest` characters."""
    for pattern, shown in PERSONAL * 2:  # twice: neighbours share the character between them
        text = re.sub(pattern, shown, text)
    return text if len(text) <= longest else text[:longest] + "…"


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
