"""How much memory a build may take: XUNXIAO_MEMORY, else a share of the machine's."""

from __future__ import annotations

import os
import re

MEMORY = "XUNXIAO_MEMORY"
_SHARE, _MOST = 0.6, 4e9  # of the memory, and bytes
_DATABASE = 0.8  # of a build; Python and what a database does not count take the rest
_UNITS = {"": 1, "k": 1e3, "ki": 2**10, "m": 1e6, "mi": 2**20, "g": 1e9, "gi": 2**30, "t": 1e12, "ti": 2**40}
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]i?)?b?\s*", re.IGNORECASE)


def memory_limit() -> str:
    """What DuckDB may take of it, in its own spelling; what needs more goes to disk."""
    return f"{_DATABASE * in_bytes():.0f}B"


def in_bytes() -> float:
    """XUNXIAO_MEMORY, such as 2GB, else 60 % of this machine's memory, at most 4 GB; the latter too if it is no size."""
    own = _SIZE.fullmatch(os.environ.get(MEMORY, ""))
    if own:
        return float(own[1]) * _UNITS[(own[2] or "").lower()]
    return min(_SHARE * os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"), _MOST)
