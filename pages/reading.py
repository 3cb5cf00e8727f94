"""How is each chart read, and what does it not say?"""

from __future__ import annotations

from dataclasses import replace

from board import page
from board.model import Board
from board.reading import examples, kinds_table
from board.text import t
from queries.door import catalogue
from queries.scope import Scope


def board(scope: Scope) -> Board:
    """One worked example a chart kind, from invented numbers that are the same for everybody."""
    known = catalogue(scope)
    made = page.assemble(
        "reading", scope, known, title=t(scope.language, "pages.reading_subject"), meta=t(scope.language, "reading.meta"),
        charts=examples(scope, known), table=kinds_table(scope),
    )  # fmt: skip
    return replace(made, synthetic=t(scope.language, "reading.invented"))


if __name__ == "__main__":
    from ui.screen import show

    show(board)
