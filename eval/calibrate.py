"""Find the confidence from which answering keeps the risk wanted.

Two thresholds are given. The first has the wanted risk on the run itself. The second is
sure of it: the upper end of an exact (Clopper–Pearson) 95 % interval of its risk is below
what is wanted, allowing for every threshold that was tried (Geifman and El-Yaniv, 2017,
"Selective classification for deep neural networks"; Bonferroni over a fixed grid).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import beta

from eval.errors import EvalError
from eval.records import Record

GRID = 50
"""Thresholds tried for the sure one: quantiles of the confidences."""

DELTA = 0.05
"""How often the sure threshold may break its promise."""


@dataclass(frozen=True)
class Threshold:
    """A threshold and what it does on the run it was found on.

    Attributes:
        confidence: Answer from this confidence on.
        coverage: Share of the questions answered.
        risk: Errors among those answered.
        bound: Upper bound of the risk that holds with 95 % confidence.
        n: Questions answered.
    """

    confidence: float
    coverage: float
    risk: float
    bound: float
    n: int


def calibrate(records: Sequence[Record], risk: float) -> tuple[Threshold | None, Threshold | None]:
    """Return the lowest thresholds that keep ``risk`` on the run, and surely.

    Either is None when no threshold does.

    Args:
        records: A run's answers.
        risk: Wanted share of errors among the answered, 0-1.

    Raises:
        EvalError: If ``risk`` is not between 0 and 1.
    """
    if not 0 < risk < 1:
        msg = f"--risk {risk} is no share. Give a number between 0 and 1, such as 0.05."
        raise EvalError(msg)
    confidence = np.array([record.given.confidence for record in records])
    errors = np.array([record.verdict.would_err for record in records])
    every = [_at(confidence, errors, c, 1) for c in np.unique(confidence)]
    grid = np.unique(np.quantile(confidence, np.linspace(0, 1, GRID), method="lower"))
    tried = [_at(confidence, errors, c, len(grid)) for c in grid]
    on_the_run = next((one for one in every if one.risk <= risk), None)
    surely = next((one for one in tried if one.bound <= risk), None)
    return on_the_run, surely


def _at(
    confidence: np.ndarray[tuple[int], np.dtype[np.float64]],
    errors: np.ndarray[tuple[int], np.dtype[np.bool_]],
    threshold: float,
    tried: int,
) -> Threshold:
    answered = confidence >= threshold
    n, wrong = int(answered.sum()), int(errors[answered].sum())
    bound = 1.0 if wrong == n else float(beta.ppf(1 - DELTA / tried, wrong + 1, n - wrong))
    return Threshold(float(threshold), n / len(confidence), wrong / n, bound, n)
