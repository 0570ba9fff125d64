"""The bank's regression: the optimum scikit-learn finds, and the same one every time."""

import warnings

import numpy as np
import pytest
from scipy import sparse
from sklearn.linear_model import LogisticRegression

import index.softmax
from index.softmax import fit_softmax

STRENGTH = 10.0


@pytest.fixture(scope="module")
def data() -> tuple[np.ndarray, sparse.csr_matrix, np.ndarray]:
    """Texts of four classes: vectors in one narrow cone, as a model's are, and sparse n-grams."""
    random = np.random.default_rng(7)
    codes = random.integers(0, 4, 200)
    vectors = 3.0 + 0.3 * random.normal(size=(200, 12)) + 0.4 * np.eye(4, 12)[codes]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    grams = sparse.random_array((200, 300), density=0.05, rng=random, format="csr")
    grams = sparse.csr_matrix(grams, dtype=np.float32)
    return vectors.astype(np.float32), grams, codes


def probabilities(scores: np.ndarray) -> np.ndarray:
    """Turn scores into shares, row by row."""
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def test_it_is_scikit_learns_optimum(
    data: tuple[np.ndarray, sparse.csr_matrix, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Centring moves what is penalised not at all: probabilities agree."""
    vectors, grams, codes = data
    monkeypatch.setattr(index.softmax, "TOLERANCE", 1e-6)
    coefficients, intercepts = fit_softmax(vectors, grams, codes, STRENGTH)
    both = sparse.hstack([sparse.csr_matrix(vectors), grams]).tocsr().astype(np.float64)
    theirs = LogisticRegression(C=STRENGTH, max_iter=5000, tol=1e-8).fit(both, codes)
    mine = probabilities(both @ coefficients.T.astype(np.float64) + intercepts)
    assert np.abs(mine - theirs.predict_proba(both)).max() < 0.005
    assert mine.max(axis=1).mean() > 0.5  # it learnt something


def test_the_usual_tolerance_is_close_to_it(
    data: tuple[np.ndarray, sparse.csr_matrix, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Going on a hundred times longer changes no probability by more than a hundredth."""
    vectors, grams, codes = data
    found = []
    for tolerance in (index.softmax.TOLERANCE, index.softmax.TOLERANCE / 100):
        monkeypatch.setattr(index.softmax, "TOLERANCE", tolerance)
        coefficients, intercepts = fit_softmax(vectors, grams, codes, STRENGTH)
        scores = vectors @ coefficients[:, :12].T + grams @ coefficients[:, 12:].T + intercepts
        found.append(probabilities(scores))
    assert np.abs(found[0] - found[1]).max() < 0.01


def test_one_class_is_certain(data: tuple[np.ndarray, sparse.csr_matrix, np.ndarray]) -> None:
    """There is nothing to tell apart."""
    vectors, grams, codes = data
    coefficients, _ = fit_softmax(vectors, grams, np.zeros_like(codes), STRENGTH)
    assert coefficients.shape == (1, 312)
    assert not coefficients.any()


def test_a_fit_that_does_not_settle_says_so(
    data: tuple[np.ndarray, sparse.csr_matrix, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it has by then is used, and whoever builds is told."""
    monkeypatch.setattr(index.softmax, "ITERATIONS", 2)
    with pytest.warns(RuntimeWarning, match="before it settled"):
        fit_softmax(*data, STRENGTH)
    monkeypatch.undo()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fit_softmax(*data, STRENGTH)
