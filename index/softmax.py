"""Fit a softmax regression over dense vectors and sparse n-grams at once.

The optimum is that of scikit-learn's ``LogisticRegression`` over the two side by side, in a
quarter of its time. It takes both as one sparse matrix, in which the dense part is four
fifths of the numbers and the slowest way to multiply them; here each is multiplied as what it
is. And the vectors are centred first: all of an embedding model's point into one cone, which
makes the problem badly conditioned. What is taken off goes into the intercepts, which nothing
penalises, so the optimum stays where it was.
"""

import warnings

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from index.embedder import Vectors
from index.lbfgs import minimise

TOLERANCE = 1e-4
"""The fit ends when no derivative of the mean loss is larger."""

ITERATIONS = 500
"""...or after so many steps; banks seen so far took under half."""


def fit_softmax(
    vectors: Vectors, grams: sparse.csr_matrix, codes: NDArray[np.int64], strength: float
) -> tuple[Vectors, Vectors]:
    """Return the coefficients and intercepts that fit ``codes`` best.

    Args:
        vectors: Shape (texts, dimensions).
        grams: Float32, shape (texts, n-grams).
        codes: Each text's class, 0 to the number of classes less 1; shape (texts,).
        strength: Inverse of the penalty on squared coefficients, as scikit-learn's ``C``.

    Returns:
        Coefficients, float32, shape (classes, dimensions + n-grams), and intercepts, float32,
        shape (classes,).
    """
    count, dimensions = vectors.shape
    classes = int(codes.max()) + 1
    centre = vectors.mean(axis=0)
    dense = np.ascontiguousarray(vectors - centre, np.float32)
    dense_by_column = np.ascontiguousarray(dense.T)
    grams_by_column = grams.T.tocsr()
    own = np.arange(count), codes
    penalty = np.float32(1.0 / (strength * count))
    shape = (dimensions + grams.shape[1] + 1, classes)  # a row for each input, intercepts last

    def loss(flat: Vectors) -> tuple[float, Vectors]:
        table = flat.reshape(shape)
        scores = dense @ table[:dimensions]
        scores += grams @ table[dimensions:-1]
        scores += table[-1]
        scores -= scores.max(axis=1, keepdims=True)
        right = scores[own].astype(np.float64)
        np.exp(scores, out=scores)
        sums = scores.sum(axis=1, keepdims=True)
        mean = float((np.log(sums[:, 0].astype(np.float64)) - right).sum()) / count
        scores /= sums
        scores[own] -= 1
        scores /= count
        slope = np.empty(shape, np.float32)
        slope[:dimensions] = dense_by_column @ scores
        slope[dimensions:-1] = grams_by_column @ scores
        slope[-1] = scores.sum(axis=0)
        slope[:-1] += penalty * table[:-1]
        coefficients = table[:-1].ravel()
        return mean + float(penalty) / 2 * float(coefficients @ coefficients), slope.ravel()

    start = np.zeros(shape[0] * classes, np.float32)
    found, settled = minimise(loss, start, TOLERANCE, ITERATIONS)
    if not settled:
        msg = f"The bank's regression was stopped after {ITERATIONS} steps, before it settled."
        warnings.warn(msg, RuntimeWarning, stacklevel=2)
    table = found.reshape(shape)
    intercepts = table[-1] - centre @ table[:dimensions]
    return np.ascontiguousarray(table[:-1].T), intercepts.astype(np.float32)
