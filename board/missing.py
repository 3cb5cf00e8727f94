"""What a page without records says: which files would fill it."""

from __future__ import annotations

from board.field_words import kind_name
from board.text import t
from queries.scope import Scope
from queries.warehouse import Catalogue


def missing_files(kinds: tuple[str, ...], scope: Scope, known: Catalogue) -> str:
    """The record kinds this version has no accepted row of, in words; "" if it has some of each."""
    held = {kind for _, kind, _, accepted, _ in known.sources if accepted}
    lang = scope.language
    absent = [f"{kind} ({kind_name(kind, lang)})" for kind in kinds if kind not in held]
    return t(lang, "board.missing_files", kinds=t(lang, "board.comma").join(absent)) if absent else ""
