"""95 % bootstrap percentile intervals, and paired differences, with a fixed seed.

The questions are what is drawn again, with replacement: an interval says how far the
figure would move with other questions of the same kinds. Two runs are compared on the
same draws, question by question.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
SEED = 20240229
LEVEL = 95.0

Floats = NDArray[np.float64]
Statistic = Callable[[NDArray[np.intp]], float]
"""From the drawn questions' positions to the figure; NaN where it is not defined."""


@dataclass(frozen=True)
class Estimate:
    """A figure with its uncertainty.

    Attributes:
        value: The figure on the questions as they are; NaN when it is not defined.
        low: Lower end of the 95 % interval.
        high: Upper end.
        n: How many questions it rests on.
    """

    value: float
    low: float
    high: float
    n: int


def mean(values: Floats | Sequence[float]) -> Estimate:
    """Estimate the mean of ``values``, one for each question; truth values count as 0 and 1."""
    numbers = np.asarray(values, np.float64)
    n = len(numbers)
    if not n:
        return Estimate(math.nan, math.nan, math.nan, 0)
    return _estimate(float(numbers.mean()), numbers[_draws(n)].mean(axis=1), n)


def bootstrap(statistic: Statistic, n: int) -> Estimate:
    """Estimate any figure of ``n`` questions."""
    if not n:
        return Estimate(math.nan, math.nan, math.nan, 0)
    values = np.array([statistic(draw) for draw in _draws(n)])
    return _estimate(statistic(np.arange(n)), values, n)


def paired_mean(first: Floats, second: Floats) -> Estimate:
    """Estimate the mean of ``second - first``; row i of both is the same question."""
    return mean(second - first)


def paired(first: Statistic, second: Statistic, n: int) -> Estimate:
    """Estimate ``second - first``, both taken on the same draws of ``n`` questions."""
    return bootstrap(lambda draw: second(draw) - first(draw), n)


# One run's figures rest on a few different numbers of questions; a few megabytes each.
@lru_cache(maxsize=4)
def _draws(n: int) -> NDArray[np.intp]:
    # The same for every figure of n questions, so that figures can be compared.
    draws = np.random.default_rng(SEED).integers(0, n, (RESAMPLES, n), dtype=np.intp)
    draws.flags.writeable = False
    return draws


def _estimate(value: float, resampled: Floats, n: int) -> Estimate:
    known = resampled[~np.isnan(resampled)]
    if math.isnan(value) or not len(known):
        return Estimate(value, math.nan, math.nan, n)
    tail = (100 - LEVEL) / 2
    low, high = np.percentile(known, [tail, 100 - tail])
    return Estimate(value, float(low), float(high), n)
