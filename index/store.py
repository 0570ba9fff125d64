"""An index opened for answering.

Chroma changes its files even when only asked, can crash the process on damaged ones and
mixes old with new when another process writes beside it. So the files that were built are
never given to Chroma. Each process checks them against their hashes, copies Chroma's part
to a directory of its own and opens the copy: readers cannot disturb the index, a builder or
each other, and a read-only disk is enough.
"""

import shutil
import tempfile
import time
import weakref
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from chromadb.api.client import Client
from chromadb.errors import ChromaError
from filelock import FileLock, Timeout
from langchain_chroma import Chroma

from corpus import Corpus
from index import layout
from index.bank_model import BankModel
from index.chroma import open_client
from index.embedder import Embedder, Vectors
from index.errors import IndexDamagedError, IndexStaleError, IndexStoreError
from index.lexical import LexicalIndex
from index.records import PASSAGES, QUESTIONS, SENTENCES, contents_of, fingerprint, ingredients

_PREFIX = "quotewell-open-"
ORPHAN_SECONDS = 60


class OpenIndex:
    """A current index of ``corpus``, ready to be searched.

    Attributes:
        corpus: The documents it was built from.
        contents: Their passages and records.
        version: Its directory.
        vector_store: LangChain's view of the passages; ``as_retriever()`` works.
        bank: The fitted question bank; None for a corpus without one.
    """

    def __init__(self, corpus: Corpus, embedder: Embedder, directory: Path) -> None:
        """Open the index in ``directory``.

        Raises:
            IndexMissingError: If there is none.
            IndexStaleError: If it was not built from this corpus, model and versions.
            IndexDamagedError: If its files changed since they were written.
            IndexStoreError: If there is no room for the private copy.
        """
        self.corpus = corpus
        self.contents = contents_of(corpus)
        self.version = layout.current_version(directory)
        meta = layout.read_meta(self.version)
        parts = ingredients(corpus, self.contents, embedder)
        if meta.fingerprint != fingerprint(parts):
            changed = [key for key, value in parts.items() if meta.ingredients.get(key) != value]
            msg = (
                f"The index in {directory} is stale (changed: {', '.join(changed) or 'unknown'}). "
                "Build it again: quotewell index build"
            )
            raise IndexStaleError(msg)
        layout.check_files(self.version, meta)

        self._client, copy = _open_copy(self.version / "chroma")
        self._close = weakref.finalize(self, _let_go, self._client, copy)
        self._collections = {
            name: self._client.get_collection(name, embedding_function=None)
            for name in (PASSAGES, SENTENCES, QUESTIONS)
        }
        self.vector_store = Chroma(
            client=self._client,
            collection_name=PASSAGES,
            embedding_function=embedder,
            create_collection_if_not_exists=False,
        )
        self.bank = BankModel.load(self.version / "bank")
        self._languages: dict[str, list[str]] = {}
        for passage in self.contents.passages:
            self._languages.setdefault(passage.language, []).append(passage.id)
        self._lexical = {
            language: LexicalIndex.load(self.version / "lexical" / language, language, len(ids))
            for language, ids in self._languages.items()
        }

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

    def lexical_scores(self, question: str, language: str) -> dict[str, float]:
        """Return the BM25 score of every passage in ``language`` that shares a term, by id."""
        scores = self._lexical[language].scores(question)
        pairs = zip(self._languages[language], scores.tolist(), strict=True)
        return {passage: score for passage, score in pairs if score > 0}

    def close(self) -> None:
        """Let go of Chroma and remove the private copy; safe to call twice."""
        self._close()

    def _query(
        self, name: str, vector: Vectors, language: str, k: int
    ) -> list[tuple[str, int, float]]:
        answer = self._collections[name].query(
            query_embeddings=[vector.tolist()],
            n_results=min(k, len(self.contents.collections[name])),
            where={"language": language} if len(self.languages) > 1 else None,
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
        got = self._collections[name].get(include=["embeddings"])
        rows = got["embeddings"]
        if rows is None:
            return {}
        return dict(zip(got["ids"], np.asarray(rows, np.float32), strict=True))


class _Copy:
    """A private directory, held by a lock that dies with the process."""

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix=_PREFIX))
        self.path = self.root / "chroma"
        self._lock = FileLock(self.root / "lock", timeout=0)
        self._lock.acquire()

    def remove(self) -> None:
        """Let go of the directory and delete it."""
        self._lock.release()
        shutil.rmtree(self.root, ignore_errors=True)


def _open_copy(source: Path) -> tuple[Client, _Copy]:
    copy = None
    try:
        _remove_orphans(Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"))
        copy = _Copy()
        shutil.copytree(source, copy.path)
        return open_client(copy.path), copy
    except (OSError, ChromaError) as error:
        if copy:
            copy.remove()
        msg = (
            f"The index cannot be opened ({getattr(error, 'strerror', None) or error}). It is "
            "copied for that: make room for temporary files, or name another place in TMPDIR."
        )
        raise IndexStoreError(msg) from error


def _let_go(client: Client, copy: _Copy) -> None:
    client.close()
    copy.remove()


def _remove_orphans(candidates: Iterable[Path]) -> None:
    """Remove copies whose process was killed: their locks are free."""
    for path in candidates:
        try:
            # One this young may belong to a process that has yet to take its lock.
            if time.time() - path.stat().st_mtime < ORPHAN_SECONDS:
                continue
        except OSError:
            continue
        lock = FileLock(path / "lock", timeout=0)
        try:
            with lock:
                shutil.rmtree(path, ignore_errors=True)
        except (Timeout, OSError):
            continue
