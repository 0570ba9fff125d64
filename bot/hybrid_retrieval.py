"""Rank passages by the documents' own words: dense vectors and BM25 together.

This is the way for documents without bank questions. Cosines of questions and passages in
the same language run higher than across languages, so each language's passages are
compared with their own mean; a Latvian question can then reach an English passage.
Fusing by rank was tried too: docs/decisions.md.

Whether the best one answers is told by how it stands out from the next ones, whatever
document they are in, and by how many of the question's words it holds (:mod:`bot.word_cover`).
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.candidates import Candidate, Retrieved
from bot.question import Question
from bot.word_cover import Asked, asked_words, word_cover
from index.embedder import Vectors
from index.passages import Passage
from index.store import OpenIndex

PASSAGES = 50
SENTENCES = 100
LEXICAL = 200
"""Passages looked at in each language: by their vector, by their sentences', by their words."""

LEXICAL_SHARE = 0.01
"""Weight of a BM25 point beside two cosines."""

FOCUS_SHARPNESS = 30.0
CANDIDATES = 10

RIVALS = 3
"""Passages after the best one, of whatever document, that it is compared with."""


_POOL = ThreadPoolExecutor(thread_name_prefix="retrieval")


class _Row(NamedTuple):
    """A ranked passage.

    Attributes:
        score: What it is ranked by.
        passage: The passage.
        dense: Its cosine.
        sentence: The cosine of its best sentence.
        lexical: Its BM25 points.
        parts: The cosines of its sentences, by their numbers, of those found.
        lowest: Stands for the cosine of a sentence not found.
    """

    score: float
    passage: Passage
    dense: float
    sentence: float
    lexical: float
    parts: Mapping[int, float]
    lowest: float

    def focus_text(self) -> str:
        """Return its nearest sentence."""
        return self.passage.sentence_texts[int(self._cosines().argmax())]

    def candidate(self) -> Candidate:
        """Weigh its sentences."""
        values = self._cosines()
        return Candidate(
            self.passage,
            self.score,
            tuple(np.exp(FOCUS_SHARPNESS * (values - values.max())).tolist()),
            {"dense": self.dense, "sentence": self.sentence, "lexical": self.lexical},
        )

    def _cosines(self) -> NDArray[np.float64]:
        numbers = range(len(self.passage.sentences))
        return np.array([self.parts.get(n, self.lowest) for n in numbers])


class HybridRetriever:
    """Ranks passages of one open index by dense and lexical similarity."""

    def __init__(
        self, index: OpenIndex, documents: frozenset[str], beside: frozenset[str] = frozenset()
    ) -> None:
        """Rank the passages of ``documents``.

        Args:
            index: The open index.
            documents: Ids of those that may be quoted.
            beside: Ids of others: never quoted, but what lies nearer to them than to
                ``documents`` has no lead.
        """
        self._index = index
        self._documents = documents
        self._compared = documents | beside

    def retrieve(self, question: Question, vector: Vectors) -> Retrieved:
        """Rank passages for ``question``, whose vector is ``vector``."""
        # Chroma searches without holding up Python, or elsewhere, so no language need wait.
        searches = [
            _POOL.submit(self._in_language, question, vector, one) for one in self._index.languages
        ]
        found = [row for search in searches for row in search.result()]
        found.sort(key=lambda row: -row.score)
        ranked = [row for row in found if row.passage.document.id in self._documents]
        # Thousands may share a word with the question; only these are looked at closely.
        best = tuple(row.candidate() for row in ranked[:CANDIDATES])
        others = [row for row in found if not ranked or row is not ranked[0]][:RIVALS]
        return Retrieved("hybrid", best, self._features(question, ranked[:1], others))

    def _features(
        self, question: Question, best: Sequence[_Row], others: Sequence[_Row]
    ) -> dict[str, float]:
        """Return the decision's features; ``best`` is empty where nothing may be quoted."""
        features = dict.fromkeys(
            ("dense", "sentence", "lead", "words", "all_words", "words_lead"), 0.0
        )
        asked = {
            one: asked_words(question.text, question.language, self._index.lexical(one))
            for one in {row.passage.language for row in (*best, *others)}
        }
        for row in best:
            cover = _cover(asked, row)
            features |= {
                "dense": row.dense,
                "sentence": row.sentence,
                "words": _cover(asked, row, row.focus_text()),
                "all_words": cover,
            }
            # What nothing is compared with leads by nothing.
            if others:
                features |= {
                    "lead": row.score - others[0].score,
                    "words_lead": cover - max(_cover(asked, other) for other in others),
                }
        return features

    def _in_language(self, question: Question, vector: Vectors, language: str) -> list[_Row]:
        dense = self._index.nearest_passages(vector, language, PASSAGES)
        sentences: dict[str, dict[int, float]] = {}
        for owner, number, cosine in self._index.nearest_sentences(vector, language, SENTENCES):
            sentences.setdefault(owner, {})[number] = cosine
        lexical = self._index.lexical_scores(question.text, language, LEXICAL)
        if not dense:
            return []
        floor = min(dense.values())
        lowest = min((min(s.values()) for s in sentences.values()), default=floor)
        rows = []
        for passage_id in dense.keys() | lexical.keys():
            cosine = dense.get(passage_id, floor)
            parts = sentences.get(passage_id, {})
            rows.append((passage_id, cosine, max(parts.values(), default=lowest)))
        centre = float(np.mean([cosine + best for _, cosine, best in rows]))
        found = []
        by_id = self._index.contents.by_id
        for passage_id, cosine, best in rows:
            passage = by_id[passage_id]
            if passage.document.id not in self._compared:
                continue
            points = lexical.get(passage_id, 0.0)
            score = cosine + best - centre + LEXICAL_SHARE * points
            parts = sentences.get(passage_id, {})
            found.append(_Row(score, passage, cosine, best, points, parts, lowest))
        return found


def _cover(asked: Mapping[str, Asked], row: _Row, text: str | None = None) -> float:
    """Return how much of a question's words a passage, or ``text`` of it, holds.

    Args:
        asked: The words, by the language of what they are looked for in.
        row: The passage.
        text: Of it; all of it when None.
    """
    language = row.passage.language
    return word_cover(asked[language], text or row.passage.embedded_text(), language)
