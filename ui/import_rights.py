"""Who may publish from the browser. Off unless the server allows it or only invented records are shown."""

from __future__ import annotations

import os

from queries.scope import EVERYWHERE, Scope

SWITCH = "XUNXIAO_IMPORT"


def closed(scope: Scope | None, synthetic: bool) -> str:
    """Why this reader may not publish, as a key of the words; "" if he may. No scope: there is no version yet."""
    if scope is not None and scope.viewer.regions != EVERYWHERE:
        return "import.closed_viewer"
    if os.environ.get(SWITCH) == "1" or (scope is not None and synthetic):
        return ""
    return "import.closed_server"
