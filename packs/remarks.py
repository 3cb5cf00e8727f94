"""Named remarks on a page within a scope: written on the screen, shown there and printed in every pack of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from board.model import Board, Statement
from board.text import t
from data.prune import PACKS
from packs import seal, store
from queries.scope import Scope

LONGEST = 500  # characters of a remark


def noted(board: Board, scope: Scope, warehouse: Path) -> Board:
    """The page with the remarks on it; whoever asks another question, or for other readers, has others."""
    found = on(board.page, scope, warehouse)
    return replace(board, remarks=found) if found else board


def on(page: str, scope: Scope, warehouse: Path) -> tuple[Statement, ...]:
    """The remarks, oldest first, each with its author and day."""
    if not (warehouse / PACKS).exists():
        return ()
    made = store.notes(warehouse, page, key(scope))
    signed = [t(scope.language, "pack.remark_by", who=note.who, when=note.made) for note in made]
    return tuple(Statement(note.text, basis=by) for note, by in zip(made, signed, strict=True))


def write(page: str, scope: Scope, text: str, who: str, when: str, warehouse: Path) -> None:
    """Keeps a remark. ValueError without a text or a name."""
    if not text.strip() or not who.strip():
        raise ValueError("a remark has a text and a name")
    store.annotate(warehouse, store.Note(page, key(scope), text.strip()[:LONGEST], who.strip(), when))


def key(scope: Scope) -> str:
    """The question a remark belongs to, whatever the version and language it is read in."""
    plain = seal.scope_plain(scope)
    return seal.canonical({name: value for name, value in plain.items() if name not in ("version", "language")}).decode()
