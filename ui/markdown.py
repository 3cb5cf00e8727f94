"""Text of the data for a place that reads Markdown."""

from __future__ import annotations

import re


def plain(text: str) -> str:
    """The text with nothing in it that is markup."""
    return re.sub(r"([\\`*_\[\]~$:<>&])", r"\\\1", text)
