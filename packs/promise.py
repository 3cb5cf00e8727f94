"""Before a decision is written down: how small a change could be seen at all, and from which day it can be known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from analysis.detectable import earliest, needed, smallest_share
from data.metrics import Metric
from packs.figures import Cell, Figure
from queries.periods import month_end, months_on

_AFTER_CLASS, _WAIT = "K3", 90  # days after a class when its people are asked about use at work
_OF_ALL = "K0"  # level of metrics of everyone in service
_AHEAD = 60  # months looked ahead; nobody promises further


@dataclass(frozen=True)
class Promise:
    """`smallest`: change of the share that as many answers as in the pack's period can show; `people`: answers
    needed for the change hoped for; `day`: when they are there. None: never, or further than five years."""

    smallest: float
    people: float | None
    day: date | None


def measurable(figures: tuple[Figure, ...], known: dict[str, Metric]) -> dict[str, Cell]:
    """The tiles a decision can be about, by metric: shares with a number and an n that grows with each class.

    Means carry no spread here; shares of all people in service do not rest on who comes.
    """
    return {
        figure.metric: figure.cells[0]
        for figure in figures
        if ".tile." in figure.id and figure.metric in known and known[figure.metric].unit == "percent"
        and known[figure.metric].level != _OF_ALL
        and figure.cells[0].number is not None and figure.cells[0].n
    }  # fmt: skip


def promise(cell: Cell, metric: Metric, period: tuple[date, date], change: float, start: date) -> Promise:
    """For a share: the answers of the pack's period against as many a month from `start` on, as they came in it.

    People of one class are alike, so the true figures are rather larger; the page says so.
    """
    share, before = cell.number, float(cell.n)
    each = before / _months(*period)
    people = needed(change, share * (1 - share), before) if change else float("inf")
    ends = [(month_end(months_on(start, i)), each) for i in range(_AHEAD)]
    day = earliest(ends, people, _WAIT if metric.level == _AFTER_CLASS else 0)
    return Promise(smallest_share(share, before, before), people if people < float("inf") else None, day)


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month + 1
