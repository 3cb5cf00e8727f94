"""What exactly does this number mean?"""

from __future__ import annotations

from board import page
from board.definition_table import definition_table, rule_statements
from board.model import Board
from board.text import t
from queries.door import catalogue
from queries.scope import Scope


def board(scope: Scope) -> Board:
    """Every metric with its formula in words, and the rules with source and status."""
    known = catalogue(scope)
    return page.assemble(
        "definitions", scope, known, title=t(scope.language, "pages.definitions_subject"),
        meta=t(scope.language, "board.definitions_meta"), table=definition_table(scope, known),
        findings=rule_statements(scope, known),
    )  # fmt: skip


if __name__ == "__main__":
    from ui.screen import show

    show(board)
