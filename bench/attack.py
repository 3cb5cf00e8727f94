"""Can a small group be worked out? Plays the attacker of bench/attacker.py on a warehouse: `python -m bench.attack`.

Cells too small to be shown are drawn by dice of a printed seed. Each is narrowed by linear programming with all that is
told: totals of the whole, cities, counties, types and levels over months, quarters, halves and years, all classes and their
levels, topics as their page tells them; and, of the few who joined since an older version, with all that both versions tell;
and of classes whose first days were corrected in between.
A width below the policy's threshold is a failure, and so is a hidden figure found in a file that leaves the house.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd

from bench.attack_versions import beside, joined, of_row, redated_versions, two_versions, widths, widths_of_redated
from bench.attacker import (
    EVERYWHERE,
    SPANS,
    Known,
    classes,
    hidden_figures,
    knowing,
    people,
    told_by_topic,
    totals,
    unpacked,
)
from bench.report import machine, table
from data.cubes import thresholds
from data.versions import current, versions
from packs import plain, sheet
from queries.release import Place, place_of
from queries.scope import Scope
from queries.warehouse import open_version

COLUMNS = {"attendees": "attendance", "ov_count": "answers", "app_answers": "use at work", "pairs": "tests"}
PAGES = ("levels", "regions", "follow_up", "coverage")
ON_PAPER = "sealed packs of all of the older"  # more than any pack prints; what is on paper cannot be taken back
_HEAD = "what is attacked", "with", "small cells", "narrowed", "to the number"
Dice = np.random.Generator


@dataclass(frozen=True)
class Attack:
    """What was attacked with what: how many small cells, how many below the width, how many known to the number."""

    name: str
    knowing: str
    tried: int
    narrowed: int
    exactly: int

    def line(self) -> tuple[str, ...]:
        """As the table writes it."""
        return self.name, self.knowing, *(f"{n:,}" for n in (self.tried, self.narrowed, self.exactly))


def attacks(place: Place, dice: Dice, cells: int) -> Iterator[Attack]:
    """Every attack on the counts of classes, with so many cells of each."""
    for column, word in COLUMNS.items():
        every = people(place, column)
        years = [rows.reset_index(drop=True) for _, rows in every.groupby("year")]
        few = -(-cells // len(years))
        found: dict[tuple[str, str], list[float]] = {}
        for rows in years:
            for name, told, wide in _of_year(place, column, rows, dice, few):
                found.setdefault((f"{name}, {word}", told), []).extend(wide)
        least = thresholds()[column][0]
        yield from (_counted(*key, widths, least) for key, widths in found.items())


def _counted(name: str, knowing: str, widths: list[float], least: int) -> Attack:
    found = np.array(widths)
    return Attack(name, knowing, len(found), int((found < least - 1e-6).sum()), int((found < 0.5).sum()))


def _of_year(
    place: Place, column: str, rows: pd.DataFrame, dice: Dice, cells: int
) -> Iterator[tuple[str, str, list[float]]]:
    """(what, knowing what, widths) of the cells of one year."""
    n, told, least = rows["n"].to_numpy(), classes(place, column, rows), thresholds()[column][0]
    some = knowing([*(held for _, held in totals(place, column, rows, "train_type")), *told], n)
    every = knowing([*(held for _, held in totals(place, column, rows, *EVERYWHERE)), *told], n)
    topical = told_by_topic(place, column, rows)
    levels = _drawn(_grouped(rows, ["class_id", "level_code"]), n, least, dice, cells)
    asked = _drawn(_asked(rows, dice, 40 * cells), n, least, dice, cells)
    topics = _drawn(_by_topic(rows, dice, 40 * cells), n, least, dice, cells)
    yield "levels of classes", "totals, types, classes", _widths(some, levels)
    yield "levels of classes", "and places", _widths(every, levels)
    yield "whole classes", "and places", _widths(every, _drawn(_grouped(rows, ["class_id"]), n, least, dice, cells))
    yield "places, levels, types, months", "and places", _widths(every, asked)
    if topical:
        both = knowing([*(held for _, held in totals(place, column, rows, *EVERYWHERE)), *told, *topical], n)
        yield "levels of classes", "and topics", _widths(both, levels)
        yield "topics by place, level, type", "and topics", _widths(both, topics)


def attacks_on_two_versions(older: Place, newer: Place, dice: Dice, cells: int, told: str) -> Iterator[Attack]:
    """With all that both tell: of the few who joined since the older one, beyond what the whole of both tells; of the few
    who were there, beyond what that and the newer one tell.
    """
    for column, word in COLUMNS.items():
        least = thresholds()[column][0]
        joiners: dict[str, list[float]] = {"classes": [], "levels of classes": [], "places, levels, types, months": []}
        there: dict[str, list[float]] = {"classes": [], "levels of classes": []}
        for rows in joined(older, newer, column):
            known, more, n = beside(older, newer, column, rows), rows["more"].to_numpy(), rows["n"].to_numpy()
            asked = _grouped(rows, ["class_id"]), _grouped(rows, ["class_id", "level_code"]), _asked(rows, dice, 40 * cells)
            groups = dict(zip(joiners, map(list, asked), strict=True))
            for name, wide in joiners.items():
                few = _drawn(groups[name], more, least, dice, cells)
                wide += widths(known.every, known.whole, of_row(1, few), least)
            for name, wide in there.items():
                few = _drawn(groups[name], n, least, dice, cells)
                wide += widths(known.every, known.newer, of_row(0, few), least)
        for who, found in (("joined", joiners), ("was there", there)):
            for name, wide in found.items():
                yield _counted(f"who {who}: {name}, {word}", told, wide, least)


def attacks_on_redated(warehouse: Path, audience: str) -> Iterator[Attack]:
    """Of classes too small to be told, some of which begin otherwise by the newer version, if nobody joined."""
    older, newer = (place_of(warehouse, name, audience) for name in versions(warehouse))
    for column, word in COLUMNS.items():
        found, least = widths_of_redated(older, newer, column), thresholds()[column][0]
        yield _counted(f"whole classes, first days corrected, {word}", "both versions", found, least)


def _widths(known: Known, cells: list[np.ndarray]) -> list[float]:
    return [high - low for low, high in map(known.narrowed, cells)]


def _grouped(rows: pd.DataFrame, names: list[str]) -> Iterator[np.ndarray]:
    """Each thing that these columns tell apart, as a mask of the rows."""
    for at in rows.groupby(names).indices.values():
        held = np.zeros(len(rows), dtype=bool)
        held[at] = True
        yield held


def _asked(rows: pd.DataFrame, dice: Dice, count: int) -> Iterator[np.ndarray]:
    """What somebody could ask: a place, city or all; a level or all; a type or all; a few months."""
    for _ in range(count):
        month, (first, months) = rows["month"].to_numpy(), SPANS[dice.integers(len(SPANS))]
        held = (month >= first) & (month < first + months)
        for names in (("place", "city", ""), ("level_code", "level_code", ""), ("train_type", "")):
            if name := names[dice.integers(len(names))]:
                held &= (rows[name] == rows[name].iloc[dice.integers(len(rows))]).to_numpy()
        yield held


def _by_topic(rows: pd.DataFrame, dice: Dice, count: int) -> Iterator[np.ndarray]:
    """The same of one topic."""
    topic = rows["topic_code"]
    for held in _asked(rows, dice, count):
        yield held & (topic == topic.iloc[dice.integers(len(rows))]).to_numpy()


def _drawn(cells: Iterable[np.ndarray], n: np.ndarray, least: int, dice: Dice, count: int) -> list[np.ndarray]:
    """Some of the cells that are too small to be shown."""
    small = list({held.tobytes(): held for held in cells if 0 < n[held].sum() < least}.values())
    return [small[at] for at in dice.permutation(len(small))[:count]]


def leaks(place: Place, period: tuple[date, date]) -> Iterator[Attack]:
    """Hidden figures found in the CSV and the workbook of pages of one city: `tried` are the hidden figures."""
    city = sorted(region.code for region in open_version(*place[:2]).catalogue.regions if region.depth == 1)[-1]
    scope = Scope(place[1], period).changed(region=(city,))
    figures, text = hidden_figures(scope), ""
    for page in PAGES:
        board = importlib.import_module(f"pages.{page}").board(scope)
        text += plain.csv(board, "zh").decode() + unpacked(sheet.workbook(board, "zh"))
    found = sum(figure in text for figure in figures)
    yield Attack(f"hidden figures of {city}", f"CSV, XLSX of {', '.join(PAGES)}", len(figures), found, found)


def main() -> int:
    """Prints the table. Exit code 1 if a cell is narrowed (not by paper) or a hidden figure leaves the house."""
    parser = argparse.ArgumentParser(prog="python -m bench.attack", description=__doc__.splitlines()[0])
    parser.add_argument("--warehouse", type=Path, help="a warehouse (a demo made for it)")
    parser.add_argument("--trainees", type=int, default=8_000, help="cadres of that demo")
    parser.add_argument("--years", type=int, default=4, help="years of that demo")
    parser.add_argument("--seed", type=int, default=20260701)
    parser.add_argument("--cells", type=int, default=150, help="cells of each kind and column")
    parser.add_argument("--audience", default="inside")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        warehouse = given.warehouse or two_versions(Path(folder), given.trainees, given.years)
        os.environ["XUNXIAO_WAREHOUSE"] = str(warehouse)
        found, redated = [], () if given.warehouse else (redated_versions(Path(folder)),)
        for one in chain(_all(warehouse, given), *(attacks_on_redated(pair, given.audience) for pair in redated)):
            found.append(one)
            sys.stderr.write(f"{' | '.join(one.line())}\n")
    sys.stdout.write(f"Seed {given.seed}. {machine()}\n\n{table(_HEAD, [one.line() for one in found])}")
    return int(any(one.narrowed for one in found if one.knowing != ON_PAPER))


def _all(warehouse: Path, given: argparse.Namespace) -> Iterator[Attack]:
    place = place_of(warehouse, current(warehouse) or "", given.audience)
    yield from attacks(place, np.random.default_rng(given.seed), given.cells)
    last = open_version(*place[:2]).catalogue.last_month.year - 1
    yield from leaks(place, (date(last, 1, 1), date(last, 12, 31)))
    for version in [one for one in versions(warehouse) if one != place[1]][-1:]:
        for told, newer in (("both versions", None), (ON_PAPER, ())):
            older, few = place_of(warehouse, version, given.audience, beside=newer), -(-given.cells // 4)
            yield from attacks_on_two_versions(older, place, np.random.default_rng(given.seed), few, told)


if __name__ == "__main__":
    sys.exit(main())
