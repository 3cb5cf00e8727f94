"""Before and after on the same people: measured change, never an effect (that needs a comparison: `did`).

Scores in one unit, up to `full` (100 for per cent of the maximum). Only persons with both tests count.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

FEWEST_PAIRED = 0.6  # of those enrolled; below it no gain is stated
DRAWS = 2000


@dataclass(frozen=True)
class Gain:
    """nan where it cannot be given: fewer than two pairs, no spread, or sums without what it needs."""

    pairs: int
    change: float  # mean of post − pre, in points
    change_low: float
    change_high: float
    d_z: float  # mean change / SD of changes; large where both tests agree, not comparable between classes
    d_av: float  # mean change / mean of both SDs
    g_av: float  # the same, corrected for small n (Hedges): the one to show
    g_low: float  # t with the error of g_av; from spreads a parametric bootstrap
    g_high: float
    hake: float  # class gain: (mean post − mean pre) / (full − mean pre)
    hake_single: float  # mean of single gains, those with pre = full left out; another number; nan from sums
    ceiling: float  # share of pairs already at `full` before
    hake_low: float = float("nan")  # parametric bootstrap; only from spreads
    hake_high: float = float("nan")


def paired_share(paired: int, enrolled: int) -> tuple[float, bool]:
    """(share with both tests, is it enough to state a gain). Nobody enrolled: (nan, False).

    Source: the least share is ours.
    """
    share = paired / enrolled if enrolled else float("nan")
    return share, share >= FEWEST_PAIRED


def gain_of_pairs(pre: ArrayLike, post: ArrayLike, full: float = 100.0, level: float = 0.95) -> Gain:
    """From both scores of each person; a nan on either side leaves the person out.

    d_i = post − pre; change ± t·SD(d)/√n; g_av = (1 − 3/(4(n−1) − 1)) · mean(d)/((SD_pre + SD_post)/2). Raises ValueError
    if a score is above `full`. Source: Hake 1998; Lakens 2013 (d_z, d_av, Hedges).
    """
    pre, post = np.asarray(pre, dtype=float), np.asarray(post, dtype=float)
    both = np.isfinite(pre) & np.isfinite(post)
    pre, post = pre[both], post[both]
    if len(pre) and max(pre.max(), post.max()) > full:
        raise ValueError(f"a score is above the full {full:g}")
    n, products = len(pre), float(np.sum(pre * post))
    known = gain_of_sums(
        n, float(pre.sum()), float(post.sum()), float(pre @ pre), float(post @ post), products,
        int(np.sum(pre >= full)), full, level,
    )  # fmt: skip
    below = pre < full
    single = float(np.mean((post[below] - pre[below]) / (full - pre[below]))) if below.any() else float("nan")
    return Gain(**{**vars(known), "hake_single": single})


def gain_of_sums(
    pairs: int, pre: float, post: float, pre2: float, post2: float, product: float,
    at_full: int = 0, full: float = 100.0, level: float = 0.95,
) -> Gain:  # fmt: skip
    """From sums over pairs: Σpre, Σpost, Σpre², Σpost², Σpre·post, and how many had `full` before.

    g_av ± t·SE, where SE² is that of the numerator and of the denominator (delta method, SDs of a normal distribution):
    (1 − 3/(4(n−1) − 1))² · (SD(d)²/n + d_av²·(SD_pre² + SD_post² + 2r²·SD_pre·SD_post)/(8(n−1))) / ((SD_pre + SD_post)/2)².
    Source: Lakens 2013; error of a ratio by the delta method, Bonett 2008.
    """
    nothing = float("nan")
    if pairs < 1:
        return Gain(0, *[nothing] * 11)
    n, room = pairs, full - pre / pairs
    change, hake = (post - pre) / n, (post - pre) / n / room if room > 0 else nothing
    if n < 2:
        return Gain(n, change, *[nothing] * 7, hake, nothing, at_full / n)
    variances = (pre2 - pre**2 / n, post2 - post**2 / n, pre2 + post2 - 2 * product - (post - pre) ** 2 / n)
    sd_pre, sd_post, sd = (float(np.sqrt(max(v, 0.0) / (n - 1))) for v in variances)
    half = float(stats.t.isf((1 - level) / 2, n - 1)) * sd / n**0.5
    d_z = change / sd if sd > 0 else nothing
    d_av = change / ((sd_pre + sd_post) / 2) if sd_pre + sd_post > 0 else nothing
    g_av, off = _hedges(n) * d_av, float(stats.t.isf((1 - level) / 2, n - 1)) * _error_of_g(n, d_av, sd_pre, sd_post, sd)
    return Gain(n, change, change - half, change + half, d_z, d_av, g_av, g_av - off, g_av + off, hake, nothing, at_full / n)


def gain_of_spreads(
    pairs: int, pre: float, post: float, sd_pre: float, sd_post: float, sd_change: float,
    at_full: float, seed: int, full: float = 100.0, level: float = 0.95,
) -> Gain:  # fmt: skip
    """From means and standard deviations (n−1) over pairs, which is what a version keeps; `at_full` is a share.

    Intervals of g_av and of the class gain are a parametric bootstrap: DRAWS classes of the same size from a normal
    distribution with these means and spreads. The same seed gives the same interval. nan below three pairs or without
    spread. Source: Efron and Tibshirani 1993 (parametric bootstrap).
    """
    n, covariance = pairs, (sd_pre**2 + sd_post**2 - sd_change**2) / 2
    squares = ((n - 1) * sd**2 + n * mean**2 for mean, sd in ((pre, sd_pre), (post, sd_post)))
    known = gain_of_sums(
        n, n * pre, n * post, *squares, (n - 1) * covariance + n * pre * post, round(at_full * n), full, level
    )
    if n < 3 or sd_pre * sd_post <= abs(covariance):
        return known
    spread = np.array([[sd_pre**2, covariance], [covariance, sd_post**2]])
    chance = np.random.default_rng(seed)
    means = chance.multivariate_normal([pre, post], spread / n, DRAWS)
    spreads = stats.wishart(n - 1, spread / (n - 1)).rvs(DRAWS, random_state=chance)
    change = means[:, 1] - means[:, 0]
    g = _hedges(n) * change / ((np.sqrt(spreads[:, 0, 0]) + np.sqrt(spreads[:, 1, 1])) / 2)
    ends = [(1 - level) / 2, (1 + level) / 2]
    (g_low, g_high), (low, high) = np.quantile(g, ends), np.quantile(change / (full - means[:, 0]), ends)
    return Gain(**{**vars(known), "g_low": g_low, "g_high": g_high, "hake_low": low, "hake_high": high})


def _error_of_g(n: int, d_av: float, sd_pre: float, sd_post: float, sd: float) -> float:
    if n < 3 or sd_pre * sd_post == 0:
        return float("nan")
    r = (sd_pre**2 + sd_post**2 - sd**2) / (2 * sd_pre * sd_post)
    below = d_av**2 * (sd_pre**2 + sd_post**2 + 2 * r**2 * sd_pre * sd_post) / (8 * (n - 1))
    return _hedges(n) * float(np.sqrt(sd**2 / n + below)) / ((sd_pre + sd_post) / 2)


def _hedges(n: int) -> float:
    return 1 - 3 / (4 * (n - 1) - 1)
