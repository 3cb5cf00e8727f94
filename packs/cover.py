"""What stands on the cover of every export: finding, filters, data date, version, definitions."""

from __future__ import annotations

from board.model import Board, Statement
from board.text import t


def cover_lines(board: Board, language: str) -> list[tuple[str, str]]:
    """(what, text) in reading order; what is empty is left out."""
    label = {key: t(language, f"paper.{key}") for key in ("page_title", "synthetic", "finding", "population")}
    lines = [
        (label["page_title"], board.title),
        (label["synthetic"], board.synthetic),
        (label["finding"], graded(board.sentence, language)),
        (label["population"], board.meta),
        *board.filters,
        (t(language, "paper.stamp"), board.stamp),
        *((t(language, "paper.remarks"), f"{said.text} {said.basis}") for said in board.remarks),
        *((t(language, "paper.notices"), notice) for notice in (*board.notices, board.empty)),
        (t(language, "paper.notices"), board.table.note if board.table else ""),
    ]
    return [(what, text) for what, text in lines if text]


def definition_lines(board: Board, language: str) -> list[tuple[str, str, str, str]]:
    """Number, metric, formula in words and rule, with a heading line; empty without definitions."""
    if not board.definitions:
        return []
    keys = ("definition_id", "definition_label", "definition_note", "definition_rule")
    heads = [t(language, f"paper.{key}") for key in keys]
    return [tuple(heads), *((d.id, d.label, d.note, d.rule) for d in board.definitions)]


def graded(said: Statement | None, language: str) -> str:
    """A statement behind how firmly it may be said; nothing for none."""
    if said is None or said.grade is None:
        return said.text if said else ""
    return t(language, "paper.graded", grade=t(language, f"paper.grade_{said.grade}"), text=said.text)
