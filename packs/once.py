"""A table that several pages of a pack show stands in it once: on the last of them, which goes into detail."""

from __future__ import annotations

from dataclasses import replace

from board.model import Board
from board.text import t
from packs.front import theme


def once(boards: tuple[Board, ...], language: str) -> tuple[Board, ...]:
    """The pages in the same order; of equal tables the last one stays, and the others say where it stands."""

    def alone(board: Board, later: tuple[Board, ...]) -> Board:
        there = next((one for one in later if board.table and one.table == board.table), None)
        if there is None:
            return board
        words = t(language, "paper.table_elsewhere", table=board.table.title, page=theme(there, language))
        return replace(board, table=None, notices=(*board.notices, words))

    return tuple(alone(board, boards[i:]) for i, board in enumerate(boards, 1))
