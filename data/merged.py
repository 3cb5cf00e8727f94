"""Merged cells: every cell of a merged region says what its first cell says."""

from __future__ import annotations

from collections.abc import Iterator

Rows = Iterator[tuple[int, list[str]]]
Region = tuple[int, int, int, int]  # first row, first column, last row, last column; from 0


def filled(grid: Rows, regions: list[Region]) -> Rows:
    """The rows (numbered from 1) with the cells of the regions, which are sorted, filled as far as the rows go."""
    open_regions: list[tuple[int, int, int, str]] = []  # last row, first and last column, text
    waiting = list(reversed(regions))
    for number, cells in grid:
        open_regions = [region for region in open_regions if region[0] >= number]
        while waiting and waiting[-1][0] < number:
            top, left, last, right = waiting.pop()
            if top == number - 1 and left < len(cells) and cells[left]:
                open_regions.append((last + 1, left, right, cells[left]))
        for _, left, right, text in open_regions:
            for column in range(left, min(right + 1, len(cells))):
                cells[column] = cells[column] or text
        yield number, cells
