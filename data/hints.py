"""What a proposal knows beyond the headings of fields.toml: proposal.toml, and headings without their accents."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

from data.codes import normalise

_LATIN = r"\x00-\u024f\u1e00-\u1eff"
_BARRED = str.maketrans("đıłøß", "dilos")  # letters that are no plain ones with an accent


@cache
def knowledge() -> dict:
    """What proposal.toml says."""
    return tomllib.loads(Path(__file__).with_name("proposal.toml").read_text(encoding="utf-8"))


def letters(text: str) -> str:
    """A heading without accents, blanks and signs."""
    plain = normalise(text).translate(_BARRED)
    return "".join(c for c in unicodedata.normalize("NFD", plain) if c.isalnum())


def asked(heading: str) -> str:
    """What a question such as 1. 您所在的班次 asks for, as `letters` writes it."""
    return letters(re.sub(knowledge()["asked"], "", heading, flags=re.IGNORECASE))


@cache
def readings(heading: str) -> frozenset[str]:
    """All that a heading says: itself, what it asks for, and each half of one in two languages: Staff No. 職員編號."""
    halves = (re.sub(f"[^{_LATIN}]+", " ", heading), re.sub(f"[{_LATIN}]+", " ", heading))
    return frozenset(filter(None, (letters(heading), asked(heading), *map(letters, halves), *map(asked, halves))))


def worded(key: str, **fields: object) -> tuple[str, str]:
    """A text of proposal.toml in Chinese and English."""
    return tuple(knowledge()[language][key].format(**fields) for language in ("zh", "en"))


@cache
def also(field: str) -> tuple[str, ...]:
    """Other words for a field, the surest first, as `letters` writes them."""
    return tuple(map(letters, knowledge()["also"].get(field, ())))
