"""Bootstrap intervals."""

import math

import numpy as np
import pytest
from scipy.stats import bootstrap as reference

from eval import intervals


def test_mean_of_a_constant_is_certain() -> None:
    """Nothing varies, so the interval is a point."""
    assert intervals.mean(np.ones(20)) == intervals.Estimate(1, 1, 1, 20)


def test_nothing_is_not_defined() -> None:
    """No question, no figure."""
    found = intervals.mean(np.array([]))
    assert math.isnan(found.value)
    assert found.n == 0


def test_interval_is_the_librarys() -> None:
    """Close to SciPy's percentile bootstrap of the same data."""
    values = np.random.default_rng(3).random(80)
    ours = intervals.mean(values)
    theirs = reference(
        (values,), np.mean, method="percentile", n_resamples=4000, rng=np.random.default_rng(1)
    ).confidence_interval
    assert ours.value == pytest.approx(values.mean())
    assert ours.low == pytest.approx(theirs.low, abs=0.01)
    assert ours.high == pytest.approx(theirs.high, abs=0.01)


def test_interval_holds_the_truth_about_19_times_of_20() -> None:
    """The interval of a share of 0.7 among 100 covers it as often as promised."""
    chance = np.random.default_rng(5)
    covered = 0
    for _ in range(200):
        found = intervals.mean((chance.random(100) < 0.7).astype(float))
        covered += found.low <= 0.7 <= found.high
    assert 0.9 <= covered / 200 <= 0.99


def test_the_same_figures_every_time() -> None:
    """The seed is fixed."""
    values = np.arange(30.0)
    assert intervals.mean(values) == intervals.mean(values)


def test_any_statistic_agrees_with_the_mean() -> None:
    """The general way and the fast one draw the same questions."""
    values = np.random.default_rng(0).random(40)
    general = intervals.bootstrap(lambda draw: float(values[draw].mean()), 40)
    assert general.low == pytest.approx(intervals.mean(values).low)
    assert general.high == pytest.approx(intervals.mean(values).high)


def test_draws_without_a_value_are_left_out() -> None:
    """A resample may hold no unanswerable question; its AUROC is not defined."""
    found = intervals.bootstrap(lambda draw: math.nan if draw[0] == 1 else 1.0, 5)
    assert (found.low, found.high) == (1, 1)


def test_pairing_narrows_the_interval() -> None:
    """Two runs that differ by little on the same hard and easy questions differ clearly."""
    first = np.random.default_rng(0).random(50) * 100
    found = intervals.paired_mean(first, first + 1)
    assert found == intervals.Estimate(pytest.approx(1), pytest.approx(1), pytest.approx(1), 50)
    whole = intervals.paired(
        lambda draw: float(first[draw].max()), lambda draw: float(first[draw].max()) + 2, 50
    )
    assert (whole.low, whole.value, whole.high) == pytest.approx((2, 2, 2))
