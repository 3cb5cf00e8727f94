"""Does each method keep its promise? Classes whose truth is known: what intervals hold, how often alarms ring, what
shrinkage saves."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import stats

from analysis.control import NEAR, OUTSIDE, SIDE, TREND, xmr
from analysis.did import of_changes
from analysis.gain import gain_of_pairs, gain_of_spreads
from analysis.intervals import mean_interval, newcombe, wilson
from analysis.meta import dersimonian_laird
from analysis.overdispersion import judge_means, judge_shares
from analysis.shrinkage import means, proportions
from bench.report import machine, table

CLASSES, ROUNDS, SEED = 1000, 20, 20260701
HEADING = "## Simulations"
_HELD, _HEAD = (0.94, 0.96), ("what", "of", "figure", "promised")
Dice = np.random.Generator


@dataclass(frozen=True)
class Found:
    """One line of the table: what was measured, over how many tries, the figure, and from where to where it should lie."""

    name: str
    tries: int
    figure: float
    low: float
    high: float

    @property
    def kept(self) -> bool:
        """Whether it lies there."""
        return self.low <= self.figure <= self.high

    def line(self) -> tuple[str, ...]:
        """As the table writes it; what misses its promise says so."""
        promised = f"{self.low:.1%} – {self.high:.1%}"
        return self.name, f"{self.tries:,}", f"{self.figure:.1%}", promised if self.kept else f"{promised}: missed"


def simulate(seed: int, rounds: int = ROUNDS) -> list[Found]:
    """Every line, each from dice of its own; the same seed and rounds give the same figures."""
    return [found for n in range(len(PARTS)) for found in simulated(n, seed, rounds)]


def simulated(n: int, seed: int, rounds: int = ROUNDS) -> Iterator[Found]:
    """The lines of one of PARTS."""
    return PARTS[n](np.random.default_rng([seed, n]), rounds)


def _held(low: np.ndarray, truth: np.ndarray | float, high: np.ndarray) -> float:
    return float(np.mean((low <= truth) & (truth <= high)))


def _over(name: str, dice: Dice, rounds: int, once: Callable[[Dice], float], ends: tuple[float, float] = _HELD) -> Found:
    """The mean of `once`, which looks at CLASSES classes, over the rounds."""
    return Found(name, rounds * CLASSES, float(np.mean([once(dice) for _ in range(rounds)])), *ends)


def _shares(dice: Dice, rounds: int) -> Iterator[Found]:
    def once(dice: Dice) -> float:
        n, truth = dice.integers(15, 80, CLASSES), dice.uniform(0.2, 0.98, CLASSES)
        low, high = wilson(dice.binomial(n, truth), n)
        return _held(low, truth, high)

    yield _over("Wilson interval of a share, n 15 to 80, shares 20 to 98 %", dice, rounds, once)


def _score_means(dice: Dice, rounds: int) -> Iterator[Found]:
    chance = np.diff(stats.norm.cdf([-np.inf, 1.5, 2.5, 3.5, 4.5, np.inf], 4.2, 0.8))

    def once(dice: Dice) -> float:
        answers = dice.choice(np.arange(1, 6), (CLASSES, 30), p=chance)
        low, high = mean_interval(answers.mean(axis=1), answers.std(axis=1, ddof=1), 30)
        return _held(low, float(chance @ np.arange(1, 6)), high)

    yield _over("t interval of a mean of 30 answers from 1 to 5", dice, rounds, once)


def _differences(dice: Dice, rounds: int) -> Iterator[Found]:
    def once(dice: Dice) -> float:
        n, share = dice.integers(20, 80, (2, CLASSES)), dice.uniform(0.2, 0.95, (2, CLASSES))
        x = dice.binomial(n, share)
        low, high = newcombe(x[0], n[0], x[1], n[1])
        return _held(low, share[0] - share[1], high)

    yield _over("Newcombe interval of a difference of two shares", dice, rounds, once)


def _gains(dice: Dice, rounds: int) -> Iterator[Found]:
    pairs, change, spread = 40, 10.0, 6.0
    g_true = change / ((8.0 + np.sqrt(8.0**2 + spread**2)) / 2)
    held = []
    for seed in range(CLASSES):
        pre = dice.normal(30, 8, pairs)
        post = pre + dice.normal(change, spread, pairs)
        moments = (pre.mean(), post.mean(), pre.std(ddof=1), post.std(ddof=1), (post - pre).std(ddof=1))
        one, two = gain_of_spreads(pairs, *moments, 0.0, seed), gain_of_pairs(pre, post)
        held.append(
            (
                one.change_low <= change <= one.change_high, one.hake_low <= change / 70 <= one.hake_high,
                one.g_low <= g_true <= one.g_high, two.g_low <= g_true <= two.g_high,
            )
        )  # fmt: skip
    names = ("t interval of the change", "bootstrap of the class gain (Hake), from sums", "bootstrap of g_av, from sums",
             "t interval of g_av, from persons")  # fmt: skip
    for name, figure in zip(names, np.mean(held, axis=0), strict=True):
        yield Found(f"{name}, 40 pairs", CLASSES, float(figure), *_HELD)


def _common_mean(dice: Dice, rounds: int) -> Iterator[Found]:
    def once(dice: Dice) -> float:
        n = dice.integers(15, 80, (CLASSES, 40))
        found = dersimonian_laird(dice.normal(dice.normal(4.4, 0.2, n.shape), 0.6 / np.sqrt(n)), 0.36 / n)
        return _held(found.low, 4.4, found.high)

    yield _over("DerSimonian–Laird interval of the common mean of 40 classes", dice, rounds, once)


def _shrunk(dice: Dice, rounds: int) -> Iterator[Found]:
    for name, draw, shrink in (("shares", _beta, proportions), ("means", _normal, lambda m, n: means(m, n, 0.6))):
        held, errors = [], []
        for _ in range(rounds):
            n = dice.integers(15, 80, CLASSES)
            truth, seen = draw(dice, n)
            found = shrink(seen, n)
            held.append(_held(found.low, truth, found.high))
            errors.append([np.mean((values - truth) ** 2) for values in (found.raw, found.value)])
        raw, drawn = np.mean(errors, axis=0)
        yield Found(f"interval of shrunken {name}", rounds * CLASSES, float(np.mean(held)), *_HELD)
        yield Found(f"mean squared error of shrunken {name}, of that of raw ones", rounds * CLASSES, drawn / raw, 0.0, 0.85)


def _beta(dice: Dice, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    truth = dice.beta(17, 3, len(n))
    return truth, dice.binomial(n, truth)


def _normal(dice: Dice, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    truth = dice.normal(4.4, 0.15, len(n))
    return truth, dice.normal(truth, 0.6 / np.sqrt(n))


def _funnels(dice: Dice, rounds: int) -> Iterator[Found]:
    for name, draw, judge in (
        ("shares", lambda dice, n: dice.binomial(n, 0.85), judge_shares),
        ("shares of classes that differ by nature", lambda dice, n: _beta(dice, n)[1], judge_shares),
        ("means of classes that differ by nature", lambda dice, n: _normal(dice, n)[1], lambda m, n: judge_means(m, n, 0.6)),
    ):
        flags = []
        for _ in range(rounds):
            n = dice.integers(15, 80, CLASSES)
            flags.append(np.abs(judge(draw(dice, n), n).flags))
        for word, least, ends in (("alert (95 %)", 1, (0.03, 0.06)), ("alarm (99.8 %)", 2, (0.0, 0.004))):
            yield Found(f"funnel, {name}: false {word}", rounds * CLASSES, float(np.mean(np.array(flags) >= least)), *ends)


def _charts(dice: Dice, rounds: int) -> Iterator[Found]:
    codes = np.array([xmr(dice.normal(0, 1, 24)).rules[12:] for _ in range(CLASSES)])
    for name, bits, ends in (
        ("a point outside the limits", OUTSIDE, (0.01, 0.03)),
        ("any rule", OUTSIDE | SIDE | TREND | NEAR, (0.08, 0.14)),
    ):
        yield Found(f"XmR, false signal at one later point: {name}", codes.size, float(np.mean(codes & bits > 0)), *ends)


def _effects(dice: Dice, rounds: int) -> Iterator[Found]:
    held, rung = [], []
    for _ in range(CLASSES):
        found = of_changes(dice.normal(5, 6, 35), dice.normal(0, 9, 50))
        held.append(found.low <= 5 <= found.high)
        none = of_changes(dice.normal(4, 6, 35), dice.normal(4, 9, 50))
        rung.append(not none.low <= 0 <= none.high)
    yield Found("difference-in-differences, 35 and 50 units: interval", CLASSES, float(np.mean(held)), *_HELD)
    yield Found("difference-in-differences without an effect: said to be one", CLASSES, float(np.mean(rung)), 0.03, 0.07)


PARTS = (_shares, _score_means, _differences, _gains, _common_mean, _shrunk, _funnels, _charts, _effects)


def section(seed: int) -> str:
    """The table with its heading, as it stands in results.md."""
    told = f"`python -m bench.simulation --seed {seed}`; {machine()}"
    promise = "With 1,000 tries chance alone moves 95 % by ±1.4 points, with 20,000 by ±0.3."
    return f"{HEADING}\n\n{told} {promise}\n\n{table(_HEAD, [found.line() for found in simulate(seed)])}"


def replaced(text: str, part: str) -> str:
    """`text` with its section of simulations exchanged for `part`, or that added at the end."""
    before, _, rest = text.partition(HEADING)
    after = rest.partition("\n## ")[2]
    return f"{before.rstrip()}\n\n{part}" + (f"\n## {after}" if after else "")


def main() -> None:
    """Prints the table, or puts it in its place in a file."""
    parser = argparse.ArgumentParser(prog="python -m bench.simulation", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, help="a file whose section of simulations is exchanged")
    given = parser.parse_args()
    made = section(given.seed)
    if given.out is None:
        sys.stdout.write(made)
    else:
        given.out.write_text(replaced(given.out.read_text(encoding="utf-8"), made), encoding="utf-8")


if __name__ == "__main__":
    main()
