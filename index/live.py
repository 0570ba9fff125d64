"""The index as a running chat sees it: always the current one, or an error that says why not.

Every question asks :meth:`LiveIndex.get`. While nothing changed that costs a few ``stat``
calls. When the documents or the index changed on disk, the new ones are opened first and
then take the old ones' place, without a restart; when they do not belong together, the
question is not answered from either.
"""

import threading
from pathlib import Path

from corpus import load_corpus
from index import layout
from index.embedder import Embedder
from index.errors import IndexStaleError
from index.store import OpenIndex


class LiveIndex:
    """Follows a corpus directory and an index directory.

    Attributes:
        embedder: The model both were, and questions are, embedded with.
    """

    def __init__(self, corpus: Path, index: Path, embedder: Embedder) -> None:
        """Remember the places; nothing is opened yet."""
        self.embedder = embedder
        self._corpus_directory = corpus
        self._index_directory = index
        self._lock = threading.Lock()
        self._open: OpenIndex | None = None
        self._pointer: tuple[object, ...] = ()

    def get(self) -> OpenIndex:
        """Return the current index, opening it if it changed.

        Raises:
            CorpusError: If the documents cannot be read.
            IndexStoreError: If there is no index, or it is stale or damaged.
        """
        with self._lock:
            if self._open is None or not self._unchanged(self._open):
                self._open = self._reopen()
            return self._open

    def _unchanged(self, index: OpenIndex) -> bool:
        pointer = layout.pointer_stamp(self._index_directory)
        return pointer == self._pointer and index.corpus.is_current()

    def _reopen(self) -> OpenIndex:
        # The stamp is taken first: a switch while we open shows at the next question.
        pointer = layout.pointer_stamp(self._index_directory)
        corpus = load_corpus(self._corpus_directory)
        fresh = OpenIndex(corpus, self.embedder, self._index_directory)
        if not corpus.is_current():
            fresh.close()
            msg = "The documents are being changed at this moment. Try again in a few seconds."
            raise IndexStaleError(msg)
        # The one before is closed when the last question that uses it lets go of it.
        self._pointer = pointer
        return fresh
