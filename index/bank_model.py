"""Compare a question with every question of the bank, by meaning and by spelling.

Two views of one question are put together:

- *Similarity* to each bank question: the cosine of their vectors, plus a share of the
  cosine of their character n-grams (folded, TF-IDF). The vectors see through other words;
  the n-grams see through misspelling and missing diacritics, and hold on to the one rare
  word in which "how often" and "how much does it cost" differ.
- *Probability* that each passage, or none, answers: a softmax regression over the same two
  views, fitted on the bank when the index is built. Similarity asks for one close
  neighbour; this learns which words decide.

Scikit-learn counts the n-grams; what was learnt is kept as plain arrays, so that no pickle is
ever loaded.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from index.embedder import Vectors
from index.grams import LONGEST, SHORTEST, GramWeigher
from index.lexical import fold
from index.softmax import fit_softmax

NGRAM_SHARE = 0.2
"""Weight of the n-grams' cosine beside the vectors'; 0.1-0.3 did equally well on dev."""

STRENGTH = 10.0
"""Inverse regularisation of the softmax regression; 3-30 did equally well on dev."""

FIT = 2
"""Raised whenever a bank is fitted in another way, so that what is kept is fitted anew."""

NEIGHBOURS = 3
"""Bank questions a passage is judged by: the mean similarity of its nearest ones."""


@dataclass(frozen=True)
class BankView:
    """How one question looks against the bank.

    Attributes:
        similarity: To each bank question; float32, shape (questions,).
        probability: Of each passage of the index, by its number; shape (passages,). Zero
            for passages without bank questions.
        none: Probability that no passage answers.
    """

    similarity: NDArray[np.float32]
    probability: NDArray[np.float32]
    none: float


class BankModel:
    """The fitted comparison with one bank."""

    def __init__(
        self,
        vocabulary: dict[str, int],
        idf: Vectors,
        grams: sparse.csr_matrix,
        vectors: Vectors,
        coefficients: Vectors,
        intercepts: Vectors,
        classes: NDArray[np.int64],
        passages: int,
    ) -> None:
        """Take the fitted arrays; use :meth:`fit` or :meth:`load`."""
        self._vocabulary = vocabulary
        self._idf = idf
        self._weigher = GramWeigher(vocabulary, idf)
        self._grams = grams
        # By n-gram: a question has a hundred of them, and only their rows are read.
        self._by_gram = grams.T.tocsr()
        self._vectors = vectors
        self._of_vector = np.ascontiguousarray(coefficients[:, : vectors.shape[1]])
        # Likewise: a row for each n-gram.
        self._of_gram = np.ascontiguousarray(coefficients[:, vectors.shape[1] :].T)
        self._intercepts = intercepts
        self._classes = classes
        self._passages = passages

    @classmethod
    def fit(
        cls, texts: Sequence[str], vectors: Vectors, answering: NDArray[np.int64], passages: int
    ) -> "BankModel":
        """Fit to a bank.

        Args:
            texts: Its questions.
            vectors: Their vectors, shape (questions, dimensions), rows of length 1.
            answering: Number of the passage that answers each, or -1; shape (questions,).
            passages: How many passages the index has.
        """
        # Imported here: answering does without (see index/grams.py).
        from sklearn.feature_extraction.text import TfidfVectorizer

        vectorizer = TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=(SHORTEST, LONGEST),
            sublinear_tf=True,
            preprocessor=fold,
        )
        grams = vectorizer.fit_transform(texts).tocsr().astype(np.float32)
        classes, codes = np.unique(answering, return_inverse=True)
        coefficients, intercepts = fit_softmax(vectors, grams, codes, STRENGTH)
        vocabulary = {gram: int(number) for gram, number in vectorizer.vocabulary_.items()}
        return cls(
            vocabulary,
            vectorizer.idf_.astype(np.float32),
            grams,
            vectors.astype(np.float32),
            coefficients,
            intercepts,
            classes,
            passages,
        )

    def view(self, text: str, vector: Vectors) -> BankView:
        """Compare a question with the bank.

        Args:
            text: The question.
            vector: Its vector, shape (dimensions,), length 1.
        """
        grams = self._weigher.weigh(text)
        spelling = (grams @ self._by_gram).toarray()[0]
        similarity = self._vectors @ vector + NGRAM_SHARE * spelling
        logits = self._of_vector @ vector + self._intercepts
        # A question has some hundred n-grams of tens of thousands: read only their rows.
        logits += grams.data @ self._of_gram[grams.indices]
        shares = np.exp(logits - logits.max())
        shares /= shares.sum()
        probability = np.zeros(self._passages, np.float32)
        none = 0.0
        for number, share in zip(self._classes.tolist(), shares.tolist(), strict=True):
            if number < 0:
                none = share
            else:
                probability[number] = share
        return BankView(similarity.astype(np.float32), probability, none)

    def among(
        self, rows: NDArray[np.int64], others: NDArray[np.int64] | None = None
    ) -> NDArray[np.float32]:
        """Compare bank questions with one another, as :meth:`view` compares a visitor's.

        Args:
            rows: Numbers of some bank questions.
            others: Numbers of those to compare with; every one when None.

        Returns:
            Similarity; float32, shape (len(rows), len(others)).
        """
        grams = self._grams if others is None else self._grams[others]
        vectors = self._vectors if others is None else self._vectors[others]
        spelling = (self._grams[rows] @ grams.T).toarray()
        similarity: NDArray[np.float32] = self._vectors[rows] @ vectors.T
        similarity += np.float32(NGRAM_SHARE) * spelling
        return similarity

    def between(self, texts: Sequence[str], vectors: Vectors) -> NDArray[np.float32]:
        """Compare questions that are not in the bank with one another, likewise.

        Args:
            texts: At least one question.
            vectors: Their vectors, shape (len(texts), dimensions), rows of length 1.

        Returns:
            Similarity of each to each; float32, shape (len(texts), len(texts)).
        """
        grams = sparse.vstack([self._weigher.weigh(text) for text in texts]).tocsr()
        similarity: NDArray[np.float32] = vectors @ vectors.T
        similarity += np.float32(NGRAM_SHARE) * (grams @ grams.T).toarray()
        return similarity

    def save(self, directory: Path) -> None:
        """Write the arrays into ``directory``, which is made."""
        directory.mkdir()
        (directory / "vocabulary.json").write_text(
            json.dumps(self._vocabulary, ensure_ascii=False), encoding="utf-8"
        )
        sparse.save_npz(directory / "grams.npz", self._grams)
        np.savez(
            directory / "model.npz",
            idf=self._idf,
            vectors=self._vectors,
            coefficients=np.hstack([self._of_vector, self._of_gram.T]),
            intercepts=self._intercepts,
            classes=self._classes,
            passages=self._passages,
        )

    @classmethod
    def load(cls, directory: Path, passages: int | None = None) -> "BankModel | None":
        """Read what :meth:`save` wrote; None if the index has no bank.

        Args:
            directory: Where it is.
            passages: How many passages the index has, if more or less than when it was fitted.
        """
        if not directory.is_dir():
            return None
        vocabulary = json.loads((directory / "vocabulary.json").read_bytes())
        grams = sparse.csr_matrix(sparse.load_npz(directory / "grams.npz"))
        with np.load(directory / "model.npz", allow_pickle=False) as stored:
            return cls(
                vocabulary,
                stored["idf"],
                grams,
                stored["vectors"],
                stored["coefficients"],
                stored["intercepts"],
                stored["classes"],
                int(stored["passages"]) if passages is None else passages,
            )


def mean_of_best(values: NDArray[np.float32], count: int) -> float:
    """Return the mean of the ``count`` greatest values; 0 if there are none."""
    if not len(values):
        return 0.0
    count = min(count, len(values))
    best = np.partition(values, -count)[-count:]
    return float(np.sort(best).mean())


def best_of(values: NDArray[np.float32], count: int) -> NDArray[np.intp]:
    """Return where the ``count`` greatest values stand, greatest first, equal ones in order."""
    if count >= len(values):
        return np.argsort(-values, kind="stable")
    # To sort the whole bank for its first forty would take longer than to compare with it.
    least = np.partition(values, -count)[-count]
    near = np.flatnonzero(values >= least)
    return near[np.argsort(-values[near], kind="stable")][:count]


def log_odds(share: float) -> float:
    """Return the log-odds of a share or probability, 0-1; kept within about ±7."""
    return math.log((share + 1e-3) / (1.0 - share + 1e-3))
