"""A Board without the links its viewer could not follow: a city above one's county leads to a page without numbers."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

from board.model import Board, Link

_ALL = "all"
Part = TypeVar("Part")


def own(board: Board, allowed: frozenset[str] | None) -> Board:
    """The Board with links to `allowed` regions only; None: to every one. Long tables link to classes alone."""
    if allowed is None:
        return board
    crumbs = tuple((text, link) for text, link in board.crumbs if _leads(link, allowed))
    return _cut(replace(board, crumbs=crumbs), allowed)


def _leads(link: Link, allowed: frozenset[str]) -> bool:
    return {code for name, codes in link.params if name == "region" for code in codes.split(",")} <= allowed | {_ALL}


def _cut(part: Part, allowed: frozenset[str]) -> Part:
    if isinstance(part, Link):
        return part if _leads(part, allowed) else None
    if isinstance(part, tuple):
        return tuple(_cut(inner, allowed) for inner in part)
    if not is_dataclass(part):
        return part
    held = {field.name: getattr(part, field.name) for field in fields(part)}
    changed = {name: new for name, old in held.items() if (new := _cut(old, allowed)) is not old}
    return replace(part, **changed) if changed else part
