"""Every word the product says, in two languages, from board/words/<language>/<section>.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

LANGUAGES = ("zh", "en")
_ONE_OR_MORE = re.compile(r"\{(\w+):([^|{}]*)\|([^|{}]*)\}")
_MIDWAY = re.compile(r"\{(\w+):mid\}")
_DOUBLE = re.compile("(?<=[）。；，：、]) (?=[^·])")  # full-width signs bring their space along
_WORDS = Path(__file__).parent / "words"


@cache
def words(language: str) -> dict[str, str]:
    """All words of one language as {"section.key": template}. KeyError for an unknown language."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return {
        f"{path.stem}.{key}": text
        for path in sorted((_WORDS / language).glob("*.toml"))
        for key, text in tomllib.loads(path.read_text(encoding="utf-8")).items()
    }


def t(language: str, key: str, **fields: object) -> str:
    """The text of `key` with its {fields} filled in; "{count:class|classes}" is the first word for "1", else the second.

    "{label:mid}" stands within a sentence: a name that begins with a capital only because it is one loses it.
    An unknown key raises: a missing word is a bug.
    """
    text = words(language)[key]
    if "|" in text:
        text = _ONE_OR_MORE.sub(lambda found: found[2] if str(fields[found[1]]) == "1" else found[3], text)
    if ":mid}" in text:
        text = _MIDWAY.sub(lambda found: _midway(str(fields[found[1]])), text)
    said = text.format(**fields)
    return _DOUBLE.sub("", said) if language == "zh" and " " in said else said


def _midway(name: str) -> str:
    """Training hours per head -> training hours per head, as it stands for {}: braces in it are no fields."""
    small = name[:1].lower() + name[1:] if name[1:2].islower() else name
    return small.replace("{", "{{").replace("}", "}}")
