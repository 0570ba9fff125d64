"""Rank passages by the documents' own words: dense vectors and BM25 together.

This is the way for documents without bank questions. Cosines of questions and passages in
the same language run higher than across languages, so each language's passages are
compared with their own mean; a Latvian question can then reach an English passage.
Fusing by rank was tried too: docs/decisions.md.
"""

import numpy as np

from bot.candidates import Candidate, Retrieved
from bot.question import Question
from index.embedder import Vectors
from index.lexical import terms
from index.store import OpenIndex

PASSAGES = 50
SENTENCES = 100
LEXICAL_SHARE = 0.01
"""Weight of a BM25 point beside two cosines."""

FOCUS_SHARPNESS = 30.0
CANDIDATES = 10


class HybridRetriever:
    """Ranks passages of one open index by dense and lexical similarity."""

    def __init__(self, index: OpenIndex, documents: frozenset[str]) -> None:
        """Rank the passages of ``documents`` only."""
        self._index = index
        self._documents = documents

    def retrieve(self, question: Question, vector: Vectors) -> Retrieved:
        """Rank passages for ``question``, whose vector is ``vector``."""
        ranked: list[Candidate] = []
        best_lexical = 0.0
        for language in self._index.languages:
            found = self._in_language(question, vector, language)
            best_lexical = max([best_lexical, *(c.stages["lexical"] for c in found)])
            ranked += found
        ranked.sort(key=lambda candidate: -candidate.score)
        second = ranked[1].score if len(ranked) > 1 else 0.0
        features = {
            "score": ranked[0].score if ranked else 0.0,
            "lead": ranked[0].score - second if ranked else 0.0,
            "lexical": best_lexical / max(1, len(terms(question.text, question.language))),
            "dense": max((c.stages["dense"] for c in ranked), default=0.0),
        }
        return Retrieved("hybrid", tuple(ranked[:CANDIDATES]), features)

    def _in_language(self, question: Question, vector: Vectors, language: str) -> list[Candidate]:
        dense = self._index.nearest_passages(vector, language, PASSAGES)
        sentences: dict[str, dict[int, float]] = {}
        for owner, number, cosine in self._index.nearest_sentences(vector, language, SENTENCES):
            sentences.setdefault(owner, {})[number] = cosine
        lexical = self._index.lexical_scores(question.text, language)
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
            parts = sentences.get(passage_id, {})
            values = np.array([parts.get(n, lowest) for n in range(len(passage.sentences))])
            found.append(
                Candidate(
                    passage,
                    cosine + best - centre + LEXICAL_SHARE * points,
                    tuple(np.exp(FOCUS_SHARPNESS * (values - values.max())).tolist()),
                    {"dense": cosine, "sentence": best, "lexical": points},
                )
            )
        return found
