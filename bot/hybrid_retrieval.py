"""Rank passages by the documents' own words: dense vectors and BM25 together.

This is the way for documents without bank questions. Cosines of questions and passages in
the same language run higher than across languages, so each language's passages are
compared with their own mean; a Latvian question can then reach an English passage.
Fusing by rank was tried too: docs/decisions.md.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from bot.candidates import Candidate, Retrieved
from bot.question import Question
from index.embedder import Vectors
from index.lexical import terms
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

    def candidate(self) -> Candidate:
        """Weigh its sentences."""
        numbers = range(len(self.passage.sentences))
        values = np.array([self.parts.get(n, self.lowest) for n in numbers])
        return Candidate(
            self.passage,
            self.score,
            tuple(np.exp(FOCUS_SHARPNESS * (values - values.max())).tolist()),
            {"dense": self.dense, "sentence": self.sentence, "lexical": self.lexical},
        )


class HybridRetriever:
    """Ranks passages of one open index by dense and lexical similarity."""

    def __init__(self, index: OpenIndex, documents: frozenset[str]) -> None:
        """Rank the passages of ``documents`` only."""
        self._index = index
        self._documents = documents

    def retrieve(self, question: Question, vector: Vectors) -> Retrieved:
        """Rank passages for ``question``, whose vector is ``vector``."""
        ranked: list[_Row] = []
        for language in self._index.languages:
            ranked += self._in_language(question, vector, language)
        ranked.sort(key=lambda row: -row.score)
        second = ranked[1].score if len(ranked) > 1 else 0.0
        best_lexical = max((row.lexical for row in ranked), default=0.0)
        features = {
            "score": ranked[0].score if ranked else 0.0,
            "lead": ranked[0].score - second if ranked else 0.0,
            "lexical": best_lexical / max(1, len(terms(question.text, question.language))),
            "dense": max((row.dense for row in ranked), default=0.0),
        }
        # Thousands may share a word with the question; only these are looked at closely.
        best = tuple(row.candidate() for row in ranked[:CANDIDATES])
        return Retrieved("hybrid", best, features)

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
        for passage_id, cosine, best in rows:
            passage = self._index.contents.by_id[passage_id]
            if passage.document.id not in self._documents:
                continue
            points = lexical.get(passage_id, 0.0)
            score = cosine + best - centre + LEXICAL_SHARE * points
            parts = sentences.get(passage_id, {})
            found.append(_Row(score, passage, cosine, best, points, parts, lowest))
        return found
