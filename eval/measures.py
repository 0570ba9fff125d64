"""The measures, each a plain function of plain numbers, by the field's definitions.

Retrieval measures take the 1-based ranks at which relevant items stand, and how many
relevant items there are in all. Refusal measures take a score for each question, higher
meaning more sure that it can be answered. Where a measure is not defined, as for no
questions at all, the value is NaN.
"""

import math
import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BINS = 10
"""Bins of the reliability diagram, of equal width, as usual for ECE."""


def recall_at(ranks: Sequence[int], relevant: int, k: int) -> float:
    """Return the share of the relevant items among the first ``k``."""
    return sum(rank <= k for rank in ranks) / relevant if relevant else math.nan


def success_at(ranks: Sequence[int], k: int) -> float:
    """Return 1 if any relevant item is among the first ``k``, else 0."""
    return float(any(rank <= k for rank in ranks))


def reciprocal_rank(ranks: Sequence[int]) -> float:
    """Return 1 / rank of the first relevant item, 0 if there is none; its mean is the MRR."""
    return 1 / min(ranks) if ranks else 0.0


def ndcg_at(ranks: Sequence[int], relevant: int, k: int) -> float:
    """Return the normalised discounted cumulative gain of the first ``k``, gains 0 or 1."""
    gain = sum(1 / math.log2(rank + 1) for rank in ranks if rank <= k)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(relevant, k) + 1))
    return gain / ideal if ideal else math.nan


def squad_f1(shown: str, golds: Sequence[str]) -> float:
    """Return SQuAD 2.0's F1: tokens shared with the gold answer that shares most.

    Args:
        shown: What was answered; empty when refused.
        golds: Gold answers; none when the question is not answerable.
    """
    return max(_token_f1(_squad_tokens(shown), _squad_tokens(gold)) for gold in golds or ("",))


def _squad_tokens(text: str) -> list[str]:
    # As SQuAD's own script: small letters, no punctuation, no English articles.
    marks = set(string.punctuation)
    bare = "".join(c for c in text.lower() if c not in marks)
    return re.sub(r"\b(a|an|the)\b", " ", bare).split()


def _token_f1(shown: list[str], gold: list[str]) -> float:
    if not shown or not gold:
        return float(shown == gold)
    shared = sum((Counter(shown) & Counter(gold)).values())
    return 2 * shared / (len(shown) + len(gold))


def auroc(scores: Floats, answerable: Floats) -> float:
    """Return the area under the ROC curve: how often an answerable question scores higher.

    Ties count half.

    Args:
        scores: Shape (questions,).
        answerable: 1 or 0 for each question, shape (questions,).
    """
    positive = answerable > 0
    n, m = int(positive.sum()), int((~positive).sum())
    if not n or not m:
        return math.nan
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return float((ranks[positive].sum() - n * (n + 1) / 2) / (n * m))


def risk_coverage(scores: Floats, errors: Floats) -> tuple[Floats, Floats]:
    """Return the risk–coverage curve: answer the surest first, and watch the share of errors.

    Questions with the same score are taken in the order that chance would give, on
    average, so the order of the set does not matter.

    Args:
        scores: Shape (questions,).
        errors: 1 where answering is an error, else 0, shape (questions,).

    Returns:
        Coverage and risk (errors among those answered), each of shape (questions,).
    """
    order = np.argsort(-scores, kind="stable")
    sorted_scores, sorted_errors = scores[order], errors[order].astype(np.float64)
    _, starts, counts = np.unique(-sorted_scores, return_index=True, return_counts=True)
    if len(starts):
        means = np.add.reduceat(sorted_errors, starts) / counts
        sorted_errors = np.repeat(means, counts)
    answered = np.arange(1, len(scores) + 1)
    return answered / max(len(scores), 1), np.cumsum(sorted_errors) / answered


def aurc(scores: Floats, errors: Floats) -> float:
    """Return the area under the risk–coverage curve: the mean risk over all coverages."""
    return float(risk_coverage(scores, errors)[1].mean()) if len(scores) else math.nan


@dataclass(frozen=True)
class Bin:
    """One bin of a reliability diagram.

    Attributes:
        low: Lower edge; the bin holds confidences from here up to ``high``.
        high: Upper edge.
        n: Questions in it.
        confidence: Their mean confidence.
        accuracy: The share of them that are answerable.
    """

    low: float
    high: float
    n: int
    confidence: float
    accuracy: float


def reliability(confidence: Floats, answerable: Floats) -> list[Bin]:
    """Return the bins of the reliability diagram that hold anything.

    Args:
        confidence: Probabilities, shape (questions,).
        answerable: 1 or 0, shape (questions,).
    """
    number = _bin_numbers(confidence)
    bins = []
    for i in range(BINS):
        inside = number == i
        if n := int(inside.sum()):
            mean, share = float(confidence[inside].mean()), float(answerable[inside].mean())
            bins.append(Bin(i / BINS, (i + 1) / BINS, n, mean, share))
    return bins


def expected_calibration_error(confidence: Floats, answerable: Floats) -> float:
    """Return the ECE: how far confidence and truth lie apart in a bin, on average."""
    if not len(confidence):
        return math.nan
    gaps = np.bincount(_bin_numbers(confidence), confidence - answerable, minlength=BINS)
    return float(np.abs(gaps).sum() / len(confidence))


def _bin_numbers(confidence: Floats) -> NDArray[np.intp]:
    return np.clip((confidence * BINS).astype(np.intp), 0, BINS - 1)


def confidence_gap(scores: Floats, answerable: Floats) -> float:
    """Return the lowest score of an answerable question less the highest of another.

    Positive when some threshold tells all apart.
    """
    positive = answerable > 0
    if positive.all() or not positive.any():
        return math.nan
    return float(scores[positive].min() - scores[~positive].max())
