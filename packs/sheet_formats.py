"""How a spreadsheet writes the numbers of each unit."""

from __future__ import annotations

from board.model import Chart
from data.metrics import metrics

FORMATS = {
    "count": "#,##0", "percent": "0.0%", "hours": "#,##0.0", "gain": "0.00", "score": "0.0", "points": "+0.0;-0.0",
    "days": "#,##0", "rate": "0.0", "gap": "+0.0;-0.0", "date": "yyyy-mm-dd",
}  # fmt: skip


def number_format(chart: Chart) -> str:
    """The format of the chart's metric."""
    metric = metrics().get(chart.head.metric)
    return FORMATS.get(metric.unit, "General") if metric else "General"
