"""Reads a date as people write it; what is not clearly a date is None."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_FORMS = (
    re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)


def parse_date(text: str) -> date | None:
    """The date in texts such as 2026-06-30, 2026/6/30, 2026.6.30, 2026年6月30日, 20260630, with or without a time."""
    plain = unicodedata.normalize("NFKC", text).strip()
    for form in _FORMS:
        match = form.fullmatch(plain)
        if match:
            try:
                return date(*map(int, match.groups()))
            except ValueError:
                return None
    return None
