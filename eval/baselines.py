"""Other ways to answer, measured on the same questions in the same process.

- ``tutorial``: the pipeline of LangChain's tutorial. Its text splitter at its settings
  (1,000 characters, 200 overlapping), the same sentence-transformers model without
  prefixes, Chroma, the three nearest chunks.
- ``bm25``: BM25 alone over our passages, three passages.
- ``dense``: the embeddings alone over our passages, three passages.

None of them can refuse by itself, so each gets the threshold on its best score that makes
most dev questions right; the measured set has no part in that.
"""

import time
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from langchain_chroma import Chroma
from langchain_core.documents import Document as Chunk
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from corpus import Corpus
from eval.judge import judge
from eval.questions import QuestionSet
from eval.records import Given, Ranked, Shown
from eval.reference import Reference
from index.embedder import Embedder
from index.lexical import LexicalIndex
from index.passages import Passage, split_passages

SHOWN = 3
"""Pieces shown for an answer."""

RANKED = 20
"""Pieces ranked."""


class Ranker(Protocol):
    """Ranks pieces of the documents for a question."""

    def rank(self, question: str) -> list[Ranked]:
        """Return the best pieces, best first."""
        ...


class TutorialRanker:
    """LangChain's splitter, Chroma and a plain sentence-transformers model."""

    def __init__(self, corpus: Corpus, embeddings: Embeddings) -> None:
        """Split, embed and store ``corpus``: whole files, as the tutorial loads them."""
        splitter = RecursiveCharacterTextSplitter(
            chunk_size=1000, chunk_overlap=200, add_start_index=True
        )
        chunks = splitter.split_documents(
            [Chunk(page_content=d.text, metadata={"doc": d.id}) for d in corpus.values()]
        )
        self._store = Chroma(
            collection_name=f"tutorial-{id(self)}",
            embedding_function=embeddings,
            collection_metadata={"hnsw:space": "cosine"},
        )
        # Chroma takes only so many at once.
        for first in range(0, len(chunks), 1000):
            self._store.add_documents(chunks[first : first + 1000])

    def rank(self, question: str) -> list[Ranked]:
        """Return the nearest chunks; the score is the cosine."""
        found = self._store.similarity_search_with_score(question, k=RANKED)
        return [
            Ranked(
                doc=chunk.metadata["doc"],
                start=chunk.metadata["start_index"],
                end=chunk.metadata["start_index"] + len(chunk.page_content),
                score=1 - distance,
            )
            for chunk, distance in found
        ]

    def close(self) -> None:
        """Drop the chunks."""
        self._store.delete_collection()


class LexicalRanker:
    """BM25 alone, each language by itself."""

    def __init__(self, corpus: Corpus) -> None:
        """Index the passages of ``corpus``."""
        groups: dict[str, list[Passage]] = {}
        for passage in _passages(corpus):
            groups.setdefault(passage.language, []).append(passage)
        self._groups = [
            (group, LexicalIndex.build([p.embedded_text() for p in group], language))
            for language, group in groups.items()
        ]

    def rank(self, question: str) -> list[Ranked]:
        """Return the best passages of all languages by their BM25 scores."""
        scored = [
            (float(score), passage)
            for group, index in self._groups
            for score, passage in zip(index.scores(question), group, strict=True)
        ]
        return _best(scored)


class DenseRanker:
    """The embeddings alone."""

    def __init__(self, corpus: Corpus, embedder: Embedder) -> None:
        """Embed the passages of ``corpus``."""
        self._passages = _passages(corpus)
        self._embedder = embedder
        self._vectors = embedder.encode_passages([p.embedded_text() for p in self._passages])

    def rank(self, question: str) -> list[Ranked]:
        """Return the nearest passages; the score is the cosine."""
        cosines = self._vectors @ self._embedder.encode_questions([question])[0]
        return _best(list(zip(cosines.tolist(), self._passages, strict=True)))


class Baseline:
    """A ranker that shows its best pieces when the first one scores high enough.

    Attributes:
        threshold: Least score of the first piece.
    """

    def __init__(self, ranker: Ranker, corpus: Corpus) -> None:
        """Show what ``ranker`` ranks; answers everything until :meth:`fit` is called."""
        self.threshold = -np.inf
        self._ranker = ranker
        self._corpus = corpus

    def answer(self, question: str) -> Given:
        """Answer one question."""
        start = time.perf_counter()
        ranked = self._ranker.rank(question)
        seconds = time.perf_counter() - start
        pieces = tuple(
            Shown(
                doc=one.doc,
                start=one.start,
                end=one.end,
                text=self._corpus[one.doc].text[one.start : one.end],
            )
            for one in ranked[:SHOWN]
        )
        score = ranked[0].score if ranked else 0.0
        answered = bool(ranked) and score >= self.threshold
        return Given(
            answered=answered,
            language="",
            confidence=score,
            quotes=pieces if answered else (),
            withheld=() if answered else pieces,
            candidates=tuple(ranked),
            seconds=seconds,
        )

    def fit(self, dev: QuestionSet, reference: Reference) -> None:
        """Set the threshold that makes most of ``dev`` right.

        Args:
            dev: Questions about the documents the ranker ranks.
            reference: Those documents.
        """
        self.threshold = -np.inf
        given = [self.answer(one.question) for one in dev.questions]
        right = np.array(
            [
                judge(one, what, reference).right
                for one, what in zip(dev.questions, given, strict=True)
            ]
        )
        refusable = np.array([not one.answerable for one in dev.questions])
        self.threshold = best_threshold([what.confidence for what in given], right, refusable)


def best_threshold(
    scores: Sequence[float],
    right: np.ndarray[tuple[int], np.dtype[np.bool_]],
    refusable: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> float:
    """Return the threshold that makes most questions right.

    Args:
        scores: Of each question.
        right: Whether it is right when answered.
        refusable: Whether it is right when refused.
    """
    values = np.asarray(scores)
    choices = [*np.unique(values).tolist(), np.inf]
    counts = [int(np.where(values >= c, right, refusable).sum()) for c in choices]
    return float(choices[int(np.argmax(counts))])


def _passages(corpus: Corpus) -> list[Passage]:
    return [passage for document in corpus.values() for passage in split_passages(document)]


def _best(scored: list[tuple[float, Passage]]) -> list[Ranked]:
    scored.sort(key=lambda pair: -pair[0])
    return [
        Ranked(doc=p.document.id, start=p.span.start, end=p.span.end, score=score)
        for score, p in scored[:RANKED]
    ]
