"""Walks a Board: every text and every value in it, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from board.long_rows import LongRows
from board.model import Board, Link, Value

_NOT_READ = {"page", "metric", "query", "id", "sql", "query_sql", "kind", "layer", "role", "key", "unit", "codes", "params"}


def texts(board: Board) -> list[tuple[str, str]]:
    """(where, text) of everything people read."""
    return [(where, text) for where, text in _walk(board, "board") if where.rsplit(".", 1)[-1] not in _NOT_READ]


def everything(board: Board) -> list[str]:
    """Every string, also codes and parameters nobody reads."""
    return [text for _, text in _walk(board, "board")]


def values(board: Board) -> Iterator[Value]:
    """Every number with its state."""
    return (found for found in _parts(board) if isinstance(found, Value))


def links(board: Board) -> Iterator[Link]:
    """Every place a click leads to."""
    return (found for found in _parts(board) if isinstance(found, Link))


def _walk(part: object, where: str) -> Iterator[tuple[str, str]]:
    if type(part) is str:
        yield where, part
    elif isinstance(part, (tuple, LongRows)):
        for inner in part:
            yield from _walk(inner, where)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _walk(getattr(part, field.name), f"{where}.{field.name}")


def _parts(part: object) -> Iterator[object]:
    if isinstance(part, (tuple, LongRows)):
        for inner in part:
            yield from _parts(inner)
    elif is_dataclass(part):
        yield part
        for field in fields(part):
            yield from _parts(getattr(part, field.name))
