"""Why a pack could not be made, in words for the reader who asked for it."""

from __future__ import annotations

import typst

from board.text import t
from packs.fonts import FontMissing
from packs.store import Broken
from queries.outdated import Outdated
from queries.scope import Scope
from queries.warehouse import Failed

FAILURES = (FontMissing, Outdated, typst.TypstError, Failed, Broken, OSError)
_LONGEST = 200  # characters of a drawing library's own words


def words(error: Exception, scope: Scope) -> str:
    """What went wrong, one of FAILURES, and the way out."""
    if isinstance(error, FontMissing):
        return error.said(scope.language)
    if isinstance(error, Outdated):
        return t(scope.language, "pack.outdated", version=scope.version)
    if isinstance(error, Broken):
        return t(scope.language, "pack.broken", reason=str(error)[:_LONGEST])
    return t(scope.language, "pack.failed", reason=str(error)[:_LONGEST])
