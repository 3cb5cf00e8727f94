"""How long until it happens: published remissions, scipy on random waiting times, and a truth that is known."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from analysis.survival import at_risk, kaplan_meier, waiting

# Weeks in remission under 6-mercaptopurine, 21 children; Freireich et al. 1963, figures as in Kleinbaum and Klein.
WEEKS = [6, 7, 9, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 34, 35]
RELAPSED = [3, 1, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0]
CENSORED = [1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 2, 1, 1]


def counted(times: np.ndarray, happened: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(distinct times, events, censored) of single waiting times."""
    distinct = np.unique(times)
    events, censored = (np.array([np.sum((times == t) & (happened == flag)) for t in distinct]) for flag in (1, 0))
    return distinct, events, censored


def test_the_remissions_of_freireich_have_the_published_curve_errors_and_median():
    curve = kaplan_meier(WEEKS, at_risk(21, RELAPSED, CENSORED), RELAPSED)
    falls = np.flatnonzero(curve.events)
    assert curve.at_risk[falls].tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert_allclose(curve.share[falls], [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482], atol=5e-5)
    assert_allclose(curve.error[falls], [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346], atol=5e-5)
    assert waiting(curve).time == 23


def test_curve_and_log_log_interval_agree_with_scipy_on_random_waiting_times(dice):
    for _ in range(10):
        real, end = np.ceil(dice.exponential(30, 60)), np.ceil(dice.uniform(1, 60, 60))
        times, happened = np.minimum(real, end), (real <= end).astype(int)
        data = stats.CensoredData(uncensored=times[happened == 1], right=times[happened == 0])
        known = stats.ecdf(data).sf
        time, events, censored = counted(times, happened)
        curve = kaplan_meier(time, at_risk(60, events, censored), events)
        assert_allclose(curve.share, known.evaluate(time), atol=1e-12)
        inner = (curve.share > 0) & (curve.share < 1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # scipy says that the ends, left out here, are undefined
            bounds = known.confidence_interval(0.95, method="log-log")
        assert_allclose(curve.low[inner], bounds.low.evaluate(time[inner]), rtol=1e-6)
        assert_allclose(curve.high[inner], bounds.high.evaluate(time[inner]), rtol=1e-6)


def test_intervals_hold_the_true_share_and_the_true_median_as_promised(dice):
    grid = np.arange(1.0, 61.0)
    share, middle = [], []
    for _ in range(1000):
        real, end = dice.exponential(30, 80), dice.uniform(10, 90, 80)
        slot = np.ceil(np.minimum(real, end))
        events, censored = (np.array([np.sum((slot == t) & chosen) for t in grid]) for chosen in (real <= end, real > end))
        curve = kaplan_meier(grid, at_risk(80, events, censored), events)
        share.append(curve.low[19] <= math.exp(-20 / 30) <= curve.high[19])
        found = waiting(curve)
        middle.append(found.low <= math.ceil(30 * math.log(2)) <= found.high)
    assert 0.925 < np.mean(share) < 0.975
    assert 0.925 < np.mean(middle) < 0.985


def test_without_censoring_the_curve_is_the_plain_share_not_yet_reached():
    curve = kaplan_meier([30, 90, 180], at_risk(40, [10, 8, 2], [0, 0, 0]), [10, 8, 2])
    assert_allclose(curve.share, [30 / 40, 22 / 40, 20 / 40])
    assert_allclose(curve.error, np.sqrt(curve.share * (1 - curve.share) / 40))
    assert waiting(curve).time == 180


def test_those_not_yet_due_leave_the_denominator_and_are_never_counted_as_never():
    due = kaplan_meier([30, 90], at_risk(100, [40, 10], [50, 0]), [40, 10])
    assert_allclose(due.share, [0.6, 0.0], atol=1e-12)


def test_a_median_not_reached_is_more_than_the_time_observed():
    curve = kaplan_meier([30, 90], [50, 40], [5, 4])
    found = waiting(curve)
    assert found.time == found.high == math.inf
    assert waiting(curve, 0.1).time == 30


def test_before_the_first_event_all_are_there_and_after_the_last_nothing_is_claimed():
    curve = kaplan_meier([1, 2, 3, 4], [10, 10, 3, 0], [0, 7, 3, 0])
    assert (curve.share[0], curve.low[0], curve.high[0]) == (1, 1, 1)
    assert curve.share[2] == 0 and np.isnan([curve.low[2], curve.high[2], curve.error[2]]).all()
    assert np.isnan(curve.share[3])


def test_nobody_at_all_gives_an_empty_curve_without_a_median():
    curve = kaplan_meier([], at_risk(0, [], []), [])
    assert len(curve.share) == 0 and waiting(curve).time == math.inf


@pytest.mark.parametrize(("time", "risk", "events"), [([1, 1], [5, 4], [1, 1]), ([1, 2], [5, 4], [1, 5]), ([1], [5], [-1])])
def test_counts_that_cannot_be_are_refused(time, risk, events):
    with pytest.raises(ValueError):
        kaplan_meier(time, risk, events)
    with pytest.raises(ValueError):
        at_risk(3, [2, 1], [0, 1])
