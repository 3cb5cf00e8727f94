"""Why a rate changed: who came, how the same kind of people answered, who answered; and when the total misleads.

Exact to the last digit: all arithmetic is done on fractions (a float is a fraction too), so the parts add up to
the change with no remainder at all; `rounded` keeps that for the digits that are printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

Counts = Sequence[float]


class Alarm(StrEnum):
    """How much the total misleads; the strongest that applies."""

    NONE = "none"
    MIX = "mix"  # more than half of the change, or its only part, is who came
    AGAINST = "against"  # the same kind of people moved the other way, as most people's groups did
    REVERSED = "reversed"  # the total and every single group moved in opposite directions


@dataclass(frozen=True)
class Part:
    """One group's share of the change; all in the unit of the rate."""

    mix: Fraction  # its weight moved, against the usual rate
    within: Fraction  # its own rate moved
    answered: Fraction  # its weight among those who answered differs from its weight among those enrolled


@dataclass(frozen=True)
class Split:
    """after − before = mix + within + answered + joined + left, exactly."""

    before: Fraction
    after: Fraction
    mix: Fraction
    within: Fraction
    answered: Fraction
    joined: Fraction  # groups found only after
    left: Fraction  # groups found only before
    groups: tuple[Part | None, ...]  # in the order given; None: not found in both periods
    alarm: Alarm

    @property
    def change(self) -> Fraction:
        """after − before."""
        return self.after - self.before


def decompose(
    x0: Counts, n0: Counts, x1: Counts, n1: Counts, enrolled0: Counts | None = None, enrolled1: Counts | None = None
) -> Split | None:
    """Split of Σx1/Σn1 − Σx0/Σn0 over groups; x counts (or sums of scores) of n people who answered.

    s share of enrolled, a share of n, r = x/n, all among groups with n > 0 in both periods:
    mix Σ(s1−s0)(r1+r0)/2, within Σ(r1−r0)(s1+s0)/2, answered Σ(a1−s1)r1 − Σ(a0−s0)r0; a group's mix is
    (s1−s0)((r1+r0)/2 − m), m the mean of the two totals, which leaves the sum unchanged. Without `enrolled`
    everybody answered. joined is the rate with groups found only after less the rate without them; left likewise.
    None if no group is found in both periods. Raises ValueError if lengths differ or fewer enrolled than answered.
    Source: Kitagawa 1955; the third term for those who did not answer is ours.
    """
    given = [x0, n0, x1, n1, n0 if enrolled0 is None else enrolled0, n1 if enrolled1 is None else enrolled1]
    rows = [tuple(Fraction(float(value)) for value in row) for row in zip(*given, strict=True)]
    if any(row[1] > row[4] or row[3] > row[5] for row in rows):
        raise ValueError("more people answered than were enrolled")
    both = [row for row in rows if row[1] > 0 and row[3] > 0]
    if not both:
        return None
    whole = [(sum(row[at] for row in rows), sum(row[at] for row in both)) for at in range(6)]
    before, after = whole[0][0] / whole[1][0], whole[2][0] / whole[3][0]
    alike0, alike1 = whole[0][1] / whole[1][1], whole[2][1] / whole[3][1]
    sums = [kept for _, kept in whole]
    usual = sum(row[4] / sums[4] * row[0] / row[1] + row[5] / sums[5] * row[2] / row[3] for row in both) / 2
    groups = tuple(_part(row, sums, usual) if row[1] > 0 and row[3] > 0 else None for row in rows)
    mix, within, answered = (sum(getattr(g, name) for g in groups if g) for name in ("mix", "within", "answered"))
    alarm = _alarm(alike1 - alike0, mix, within, both)
    return Split(before, after, mix, within, answered, after - alike1, alike0 - before, groups, alarm)


def rounded(parts: Sequence[Fraction | float], decimals: int) -> tuple[float, ...]:
    """The parts in printed digits whose sum is the sum of the parts in printed digits (largest remainders).

    Each moves by less than one unit of the last digit.
    Source: largest remainders, Hamilton 1792; Balinski and Young 1982.
    """
    exact = [Fraction(part) * 10**decimals for part in parts]
    whole = [part.__floor__() for part in exact]
    missing = round(sum(exact)) - sum(whole)
    largest = sorted(range(len(exact)), key=lambda at: whole[at] - exact[at])
    for at in largest[:missing]:
        whole[at] += 1
    return tuple(number / 10**decimals for number in whole)


def _part(row: tuple[Fraction, ...], sums: list[Fraction], usual: Fraction) -> Part:
    x0, n0, x1, n1, e0, e1 = row
    r0, r1, s0, s1 = x0 / n0, x1 / n1, e0 / sums[4], e1 / sums[5]
    answered = (n1 / sums[3] - s1) * r1 - (n0 / sums[1] - s0) * r0
    return Part((s1 - s0) * ((r1 + r0) / 2 - usual), (r1 - r0) * (s1 + s0) / 2, answered)


def _alarm(change: Fraction, mix: Fraction, within: Fraction, rows: list[tuple[Fraction, ...]]) -> Alarm:
    moved = [(row[2] / row[3] - row[0] / row[1], row[4] + row[5]) for row in rows]
    other_way = [people for step, people in moved if step * change < 0]
    if change and len(moved) > 1 and len(other_way) == len(moved):
        return Alarm.REVERSED
    if change * within < 0 or (2 * sum(other_way) > sum(p for _, p in moved) and 2 * len(other_way) > len(moved)):
        return Alarm.AGAINST
    return Alarm.MIX if 2 * abs(mix) > abs(change) else Alarm.NONE
