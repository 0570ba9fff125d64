"""Character n-grams of one text, weighed as scikit-learn's TF-IDF weighs them.

Scikit-learn fits the bank and this weighs a visitor's question, to the last digits alike (a
test compares them): importing the library takes a second and 90 MB that answering has no
use for, and its checks take longer than the counting.
"""

from collections import Counter

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from index.lexical import fold

SHORTEST, LONGEST = 3, 5
"""Characters of an n-gram."""


class GramWeigher:
    """Weighs the n-grams a fitted vectorizer knows."""

    def __init__(self, vocabulary: dict[str, int], idf: NDArray[np.float32]) -> None:
        """Take each n-gram's number and the inverse document frequencies, shape (n-grams,)."""
        self._vocabulary = vocabulary
        self._idf = idf

    def weigh(self, text: str) -> sparse.csr_matrix:
        """Return the weights of a text's n-grams; float32, shape (1, n-grams), length 1 or 0."""
        counts = Counter(
            number
            for gram in _grams(fold(text))
            if (number := self._vocabulary.get(gram)) is not None
        )
        numbers = np.array(sorted(counts), np.int64)
        weights = np.array([counts[number] for number in numbers.tolist()], np.float64)
        weights = (np.log(weights) + 1) * self._idf[numbers]
        length = np.sqrt(weights @ weights)
        if length:
            weights /= length
        shape = (1, len(self._idf))
        row = (weights.astype(np.float32), numbers, np.array([0, len(numbers)]))
        return sparse.csr_matrix(row, shape)


def _grams(text: str) -> list[str]:
    """Return the n-grams within each word, a space at both its ends, as ``char_wb`` does."""
    found = []
    for word in text.split():
        padded = f" {word} "
        for size in range(SHORTEST, LONGEST + 1):
            if len(padded) <= size:
                found.append(padded)  # once, not for every greater size
                break
            found += [padded[at : at + size] for at in range(len(padded) - size + 1)]
    return found
