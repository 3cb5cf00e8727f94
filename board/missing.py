"""What a page without records says: which files would fill it."""

from __future__ import annotations

from board.field_words import kind_name
from board.text import t
from queries.scope import Scope
from queries.warehouse import Catalogue


def missing_kinds(kinds: tuple[str, ...], scope: Scope, known: Catalogue) -> list[str]:
    """The record kinds this version has no accepted row of, as a file and in words."""
    held = {kind for _, kind, _, accepted, _ in known.sources if accepted}
    return [f"{kind} ({kind_name(kind, scope.language)})" for kind in kinds if kind not in held]


def missing_files(kinds: tuple[str, ...], scope: Scope, known: Catalogue) -> str:
    """The sentence that names them; "" if the version has some of each."""
    lang, absent = scope.language, missing_kinds(kinds, scope, known)
    return t(lang, "board.missing_files", kinds=t(lang, "board.comma").join(absent)) if absent else ""
