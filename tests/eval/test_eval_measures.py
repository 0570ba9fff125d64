"""The measures against worked examples and against scikit-learn."""

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve
from sklearn.metrics import ndcg_score, roc_auc_score

from eval import measures

SCORES = st.lists(st.integers(0, 20), min_size=2, max_size=60)


def test_retrieval_by_hand() -> None:
    """Three relevant items, two found, at ranks 2 and 4."""
    assert measures.recall_at([2, 4], 3, 1) == 0
    assert measures.recall_at([2, 4], 3, 3) == pytest.approx(1 / 3)
    assert measures.recall_at([2, 4], 3, 5) == pytest.approx(2 / 3)
    assert measures.success_at([2, 4], 1) == 0
    assert measures.success_at([2, 4], 3) == 1
    assert measures.reciprocal_rank([2, 4]) == 0.5
    gain = 1 / math.log2(3) + 1 / math.log2(5)
    ideal = 1 + 1 / math.log2(3) + 1 / 2
    assert measures.ndcg_at([2, 4], 3, 10) == pytest.approx(gain / ideal)


def test_retrieval_of_nothing() -> None:
    """Nothing found is 0; nothing to find is not defined."""
    assert measures.recall_at([], 2, 10) == measures.reciprocal_rank([]) == 0
    assert measures.ndcg_at([], 2, 10) == 0
    assert math.isnan(measures.recall_at([], 0, 10))
    assert math.isnan(measures.ndcg_at([], 0, 10))


@given(st.lists(st.booleans(), min_size=2, max_size=30).filter(any), st.integers(1, 12))
def test_ndcg_is_the_librarys(relevant: list[bool], k: int) -> None:
    """The same as scikit-learn's for any ranking."""
    ranks = [rank for rank, found in enumerate(relevant, 1) if found]
    order = np.arange(len(relevant), 0, -1)[None]
    theirs = ndcg_score(np.array([relevant], float), order, k=k)
    assert measures.ndcg_at(ranks, len(ranks), k) == pytest.approx(theirs)


def test_squad_f1_by_hand() -> None:
    """Case, punctuation and articles do not count; the best gold does."""
    assert measures.squad_f1("The cat sat.", ["a cat sat"]) == 1
    # shared: cat, sat; 3 shown, 2 gold
    assert measures.squad_f1("big cat sat", ["dog", "cat sat"]) == pytest.approx(0.8)
    assert measures.squad_f1("cat", ["dog"]) == 0
    assert measures.squad_f1("", []) == 1
    assert measures.squad_f1("cat", []) == 0
    assert measures.squad_f1("", ["cat"]) == 0


@given(SCORES, st.randoms(use_true_random=False))
def test_auroc_is_the_librarys(scores: list[int], chance: random.Random) -> None:
    """The same as scikit-learn's, ties included."""
    labels = [i % 2 for i in range(len(scores))]
    chance.shuffle(labels)
    ours = measures.auroc(np.array(scores, float), np.array(labels, float))
    assert ours == pytest.approx(roc_auc_score(labels, scores))


def test_auroc_needs_both() -> None:
    """Without one of the two classes there is nothing to tell apart."""
    assert math.isnan(measures.auroc(np.array([0.1, 0.2]), np.ones(2)))
    assert math.isnan(measures.confidence_gap(np.array([0.1, 0.2]), np.zeros(2)))


def test_risk_coverage_by_hand() -> None:
    """Right, wrong, right, wrong from the surest on."""
    scores = np.array([0.2, 0.9, 0.6, 0.4])
    errors = np.array([1.0, 0.0, 1.0, 0.0])
    coverage, risk = measures.risk_coverage(scores, errors)
    assert coverage.tolist() == [0.25, 0.5, 0.75, 1]
    assert risk.tolist() == pytest.approx([0, 1 / 2, 1 / 3, 1 / 2])
    assert measures.aurc(scores, errors) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)


@given(SCORES, st.randoms(use_true_random=False))
def test_risk_coverage_does_not_depend_on_order(scores: list[int], chance: random.Random) -> None:
    """Questions with equal scores may stand in any order."""
    rows = [(float(score), float(i % 3 == 0)) for i, score in enumerate(scores)]
    first = measures.risk_coverage(*map(np.array, zip(*rows, strict=True)))[1]
    chance.shuffle(rows)
    second = measures.risk_coverage(*map(np.array, zip(*rows, strict=True)))[1]
    assert first == pytest.approx(second)
    assert first[-1] == pytest.approx(np.mean([error for _, error in rows]))


def test_calibration_by_hand() -> None:
    """Two bins: 0.05 and 0.15 with one answerable of two each… and 1.0 in the last bin."""
    confidence = np.array([0.05, 0.05, 0.95, 1.0])
    answerable = np.array([0.0, 1.0, 1.0, 1.0])
    bins = measures.reliability(confidence, answerable)
    assert [(b.low, b.n, b.accuracy) for b in bins] == [(0.0, 2, 0.5), (0.9, 2, 1.0)]
    expected = (2 * abs(0.05 - 0.5) + 2 * abs(0.975 - 1)) / 4
    assert measures.expected_calibration_error(confidence, answerable) == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(5))
def test_calibration_is_the_librarys(seed: int) -> None:
    """The bins are those of scikit-learn's calibration curve."""
    chance = np.random.default_rng(seed)
    confidence, answerable = chance.random(300), chance.integers(0, 2, 300).astype(float)
    accuracy, mean = calibration_curve(answerable, confidence, n_bins=10)
    bins = measures.reliability(confidence, answerable)
    assert [b.accuracy for b in bins] == pytest.approx(accuracy.tolist())
    assert [b.confidence for b in bins] == pytest.approx(mean.tolist())
    weights = np.array([b.n for b in bins]) / 300
    ece = measures.expected_calibration_error(confidence, answerable)
    assert ece == pytest.approx((weights * abs(accuracy - mean)).sum())


def test_confidence_gap_by_hand() -> None:
    """Worst answerable 0.6, best other 0.7: they overlap by 0.1."""
    scores = np.array([0.9, 0.6, 0.7, 0.1])
    answerable = np.array([1.0, 1.0, 0.0, 0.0])
    assert measures.confidence_gap(scores, answerable) == pytest.approx(-0.1)
