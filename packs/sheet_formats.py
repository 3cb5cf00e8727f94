"""How a spreadsheet writes the numbers of each unit, and texts that stay texts."""

from __future__ import annotations

import re

from board.model import Chart
from data.metrics import metrics

# What writers of spreadsheets would turn into a formula or a link.
_COMPUTED = ("=", "{=", "http://", "https://", "ftp://", "ftps://", "mailto:", "internal:", "external:", "file://")
_CELL = re.compile(r"!(?=\$?[A-Z]+\$?\d)")  # as in Sheet!A1

FORMATS = {
    "count": "#,##0", "percent": "0.0%", "hours": "#,##0.0", "gain": "0.00", "score": "0.0", "points": "+0.0;-0.0",
    "days": "#,##0", "rate": "0.0", "value": "0.0", "gap": "+0.0;-0.0", "date": "yyyy-mm-dd",
}  # fmt: skip
WHOLE = "0%"  # a share of few people


def number_format(chart: Chart) -> str:
    """The format of the chart's metric."""
    metric = metrics().get(chart.head.metric)
    return FORMATS.get(metric.unit, "General") if metric else "General"


def inert(text: str) -> str:
    """A name in a chart or in the workbook behind it: on one line, always text."""
    one_line = _CELL.sub("! ", "".join(c if c.isprintable() else " " for c in text))
    return f" {one_line}" if one_line.lstrip().lower().startswith(_COMPUTED) else one_line
