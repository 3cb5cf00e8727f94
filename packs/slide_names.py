"""Where the names of outliers stand on a slide, where no measure of the drawn text is to be had."""

from __future__ import annotations

from math import log

from pptx.enum.chart import XL_LABEL_POSITION

from board.model import Funnel, Mark
from packs.strands import doubling

_NAME = (1.25, 0.55)  # inches of a name beside a dot, folded
_DOT, _EDGE = 0.09, 0.4  # inches from a dot's middle to its name, and that a name may reach over the plot


def sides(chart: Funnel, placed: list[tuple[Mark, float, float]], plot: tuple[float, float]) -> list[XL_LABEL_POSITION]:
    """Where names stand in a plot of (width, height) inches: beside the dot towards the middle, else where they cover
    least of other names and dots."""
    (wide, high), (low, top) = plot, doubling(chart.x_axis)
    along = [
        (log(size / low) / log(top / low) * wide, (chart.axis.high - number) / (chart.axis.high - chart.axis.low) * high)
        for _, size, number in placed
    ]
    dots, names, found = [(x - _DOT, y - _DOT, x + _DOT, y + _DOT) for x, y in along], [], []
    for i, (x, y) in enumerate(along):
        boxes = _boxes(x, y, inward=XL_LABEL_POSITION.LEFT if x > wide / 2 else XL_LABEL_POSITION.RIGHT)
        taken = [*names, *(dot for dot in dots if dot != dots[i])]
        within = {side: box for side, box in boxes.items() if box[0] > 0 and box[2] < wide + _EDGE} or boxes
        found.append(min(within, key=lambda side: sum(_covered(within[side], other) for other in taken)))
        names.append(boxes[found[-1]])
    return found


def _boxes(x: float, y: float, inward: XL_LABEL_POSITION) -> dict[XL_LABEL_POSITION, tuple[float, float, float, float]]:
    """(left, top, right, bottom) of a name on each side of a dot, `inward` first."""
    (wide, high), right = _NAME, XL_LABEL_POSITION.RIGHT
    boxes = {
        XL_LABEL_POSITION.LEFT: (x - _DOT - wide, y - high / 2, x - _DOT, y + high / 2),
        right: (x + _DOT, y - high / 2, x + _DOT + wide, y + high / 2),
        XL_LABEL_POSITION.ABOVE: (x - wide / 2, y - _DOT - high, x + wide / 2, y - _DOT),
        XL_LABEL_POSITION.BELOW: (x - wide / 2, y + _DOT, x + wide / 2, y + _DOT + high),
    }
    return {inward: boxes[inward]} | boxes


def _covered(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> float:
    """How much of one box another covers."""
    across, down = (min(one[i + 2], other[i + 2]) - max(one[i], other[i]) for i in (0, 1))
    return max(across, 0) * max(down, 0)
