"""The words' side of retrieval: BM25 over lemmas, blind to diacritics.

Visitors type Latvian without diacritics as often as with them, and inflect where the
document does not. Each word is therefore counted as two terms: its lemma (``simplemma``
knows both languages), folded to plain letters, and the first letters of its folded form,
which survive both an unknown ending and a missing macron.

Each language has its own statistics: with a handful of documents, one language's common
words would otherwise look rare because the other never uses them.
"""

import math
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import bm25s
import numpy as np
import simplemma
from numpy.typing import NDArray

_WORD = re.compile(r"\w+")
STEM = 5
"""Letters of a word's beginning that make its second term."""


def fold(text: str) -> str:
    """Return ``text`` in small letters without diacritics ("Ārsts" becomes "arsts")."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def terms(text: str, language: str) -> list[str]:
    """Return the terms of ``text``, two for a word of some length, in order.

    Args:
        text: Any text.
        language: ISO 639-1 code; without a dictionary for it, the words are only folded.
    """
    found = []
    for word in _WORD.findall(text.lower()):
        found.append(fold(_lemma(word, language)))
        if len(word) >= STEM:
            found.append(fold(word)[:STEM] + "~")
    return found


@lru_cache(maxsize=100_000)
def _lemma(word: str, language: str) -> str:
    try:
        return simplemma.lemmatize(word, lang=language).lower()
    except ValueError:
        return word


class LexicalIndex:
    """BM25 over texts of one language."""

    def __init__(self, language: str, ranker: bm25s.BM25, size: int) -> None:
        """Wrap a filled ranker; use :meth:`build` or :meth:`load`."""
        self.language = language
        self._ranker = ranker
        self._size = size

    @classmethod
    def build(cls, texts: Sequence[str], language: str) -> "LexicalIndex":
        """Index ``texts``, which are all in ``language``."""
        ranker = bm25s.BM25()
        ranker.index([terms(text, language) or ["∅"] for text in texts], show_progress=False)
        return cls(language, ranker, len(texts))

    @classmethod
    def load(cls, directory: Path, language: str, size: int) -> "LexicalIndex":
        """Read what :meth:`save` wrote."""
        return cls(language, bm25s.BM25.load(str(directory)), size)

    def save(self, directory: Path) -> None:
        """Write the index under ``directory``."""
        self._ranker.save(str(directory), show_progress=False)

    def rarity(self, term: str) -> float:
        """Return how rare a term is among the texts, 0-1; 1 if none holds it.

        It is the inverse document frequency as a share of the greatest one.
        """
        number = self._ranker.vocab_dict.get(term)
        if number is None:
            return 1.0
        # Scores are stored by term: a term has as many as there are texts that hold it.
        starts = self._ranker.scores["indptr"]
        holding = int(starts[number + 1]) - int(starts[number])
        own = math.log1p((self._size - holding + 0.5) / (holding + 0.5))
        return own / math.log1p((self._size + 0.5) / 0.5)

    def scores(self, question: str) -> NDArray[np.float32]:
        """Return a BM25 score for each text, shape (texts,); 0 where no term is shared."""
        known = [term for term in terms(question, self.language) if term in self._ranker.vocab_dict]
        if not known:
            return np.zeros(self._size, np.float32)
        return np.asarray(self._ranker.get_scores(known), np.float32)
