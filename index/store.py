"""An index opened for answering, wherever it is kept (:mod:`index.place`)."""

import weakref
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus import Corpus
from index.bank_model import BankModel
from index.disk import as_place
from index.embedder import Embedder, Vectors
from index.errors import IndexDamagedError
from index.lexical import LexicalIndex
from index.place import Place
from index.records import PASSAGES, SENTENCES, contents_of, in_language, ingredients

if TYPE_CHECKING:
    from langchain_chroma import Chroma

PAGE = 1000
"""Rows read at once for verification."""


class OpenIndex:
    """A current index of ``corpus``, ready to be searched.

    Attributes:
        corpus: The documents it was built from.
        contents: Their passages and records.
        version: Directory of its parts that are not in Chroma, named like the version.
        bank: The fitted question bank; None for a corpus without one.
    """

    def __init__(self, corpus: Corpus, embedder: Embedder, place: Path | Place) -> None:
        """Open the index of ``corpus`` in ``place``.

        Raises:
            IndexMissingError: If there is none.
            IndexStaleError: If it was not built from this corpus, model and versions.
            IndexDamagedError: If its files changed since they were written.
            IndexServerError: If the server that holds it does not answer.
            IndexStoreError: If there is no room for the private copy.
        """
        self.corpus = corpus
        self._embedder = embedder
        self.contents = contents_of(corpus)
        parts = ingredients(corpus, self.contents, embedder)
        self._opened = as_place(place).open_version(self.contents, parts, embedder)
        self._close = weakref.finalize(self, self._opened.close)
        self.version = self._opened.path
        client, names = self._opened.client, self._opened.names
        with self._opened.asking():
            self._collections = {
                kind: client.get_collection(name, embedding_function=None)
                for kind, name in names.items()
            }
        self.bank = BankModel.load(self.version / "bank")
        self._languages: dict[str, list[str]] = {}
        for passage in self.contents.passages:
            self._languages.setdefault(passage.language, []).append(passage.id)
        self._lexical = {
            language: LexicalIndex.load(self.version / "lexical" / language, language, len(ids))
            for language, ids in self._languages.items()
        }

    @cached_property
    def vector_store(self) -> "Chroma":
        """LangChain's view of the passages; ``as_retriever()`` works."""
        # Takes most of a second to import, and the bot itself needs none of it.
        from langchain_chroma import Chroma

        with self._opened.asking():
            return Chroma(
                client=self._opened.client,
                collection_name=self._opened.names[PASSAGES],
                embedding_function=self._embedder,
                create_collection_if_not_exists=False,
            )

    @property
    def stamp(self) -> object:
        """What its place's stamp is while this is the version to use."""
        return self._opened.stamp

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639-1 codes of the passages' languages."""
        return tuple(self._languages)

    def nearest_passages(self, vector: Vectors, language: str, k: int) -> dict[str, float]:
        """Return the cosine of the ``k`` passages in ``language`` nearest to ``vector``, by id."""
        found = self._query(PASSAGES, vector, language, k)
        return {passage: cosine for passage, _, cosine in found}

    def nearest_sentences(
        self, vector: Vectors, language: str, k: int
    ) -> list[tuple[str, int, float]]:
        """Return the ``k`` sentences in ``language`` nearest to ``vector``.

        Returns:
            (passage id, number of the sentence in it, cosine), nearest first.
        """
        return self._query(SENTENCES, vector, language, k)

    def lexical_scores(self, question: str, language: str, k: int) -> dict[str, float]:
        """Return the BM25 scores of the ``k`` passages in ``language`` that score most, by id.

        Those that share no term with the question are never among them.
        """
        scores = self._lexical[language].scores(question)
        best = np.flatnonzero(scores)
        if len(best) > k:
            best = best[np.argpartition(-scores[best], k)[:k]]  # sorting all takes far longer
        ids = self._languages[language]
        return {ids[n]: float(scores[n]) for n in best.tolist()}

    def lexical(self, language: str) -> LexicalIndex:
        """Return the words of the passages in ``language``, one of :attr:`languages`."""
        return self._lexical[language]

    def close(self) -> None:
        """Let go of Chroma and of any private copy; safe to call twice."""
        self._close()

    def _query(
        self, kind: str, vector: Vectors, language: str, k: int
    ) -> list[tuple[str, int, float]]:
        name = in_language(kind, language)
        with self._opened.asking():
            answer = self._collections[name].query(
                query_embeddings=[vector.tolist()],
                n_results=min(k, len(self.contents.collections[name])),
                include=["distances"],
            )
        ids, distances = answer["ids"][0], (answer["distances"] or [[]])[0]
        found = []
        for record, distance in zip(ids, distances, strict=True):
            passage, _, number = record.partition("#")
            if passage not in self.contents.by_id:
                msg = "The vector store holds a passage the documents do not. Rebuild the index."
                raise IndexDamagedError(msg)
            found.append((passage, int(number or 0), 1.0 - float(distance)))
        return found

    def stored_vectors(self, name: str) -> dict[str, Vectors]:
        """Return every vector of a collection by record id, for verification."""
        stored: dict[str, Vectors] = {}
        collection = self._collections[name]
        with self._opened.asking():
            for first in range(0, collection.count(), PAGE):
                got = collection.get(include=["embeddings"], limit=PAGE, offset=first)
                stored.update(
                    zip(got["ids"], np.asarray(got["embeddings"], np.float32), strict=True)
                )
        return stored
