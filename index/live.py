"""The index as a running chat sees it: always the current one, or an error that says why not.

Every question asks :meth:`LiveIndex.get`. While nothing changed that costs a few ``stat``
calls. When the documents or the index changed on disk, the new ones are opened first and
then take the old ones' place, without a restart; when they do not belong together, the
question is not answered from either.
"""

import threading
from pathlib import Path

from corpus import load_corpus
from index.disk import as_place
from index.embedder import Embedder
from index.errors import IndexGoneError, IndexStaleError
from index.place import Place
from index.store import OpenIndex

ATTEMPTS = 2
"""How often an index is opened that changes, or whose documents do, while it is."""


class LiveIndex:
    """Follows a corpus directory and the place that keeps its index.

    Attributes:
        embedder: The model both were, and questions are, embedded with.
    """

    def __init__(self, corpus: Path, index: Path | Place, embedder: Embedder) -> None:
        """Remember the places; nothing is opened yet."""
        self.embedder = embedder
        self._corpus_directory = corpus
        self._place = as_place(index)
        self._lock = threading.Lock()
        self._open: OpenIndex | None = None

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

    def renew(self, index: OpenIndex) -> None:
        """Open anew, if ``index`` is still the one in use; when that fails, it stays so.

        Raises:
            CorpusError, IndexStoreError: As :meth:`get`.
        """
        with self._lock:
            if self._open is index:
                self._open = self._reopen()

    def _unchanged(self, index: OpenIndex) -> bool:
        return self._place.stamp() == index.stamp and index.corpus.is_current()

    def _reopen(self) -> OpenIndex:
        # Opening can take seconds, and the documents or the index may change meanwhile.
        for attempt in range(ATTEMPTS):
            corpus = load_corpus(self._corpus_directory)
            try:
                fresh = OpenIndex(corpus, self.embedder, self._place)
            except IndexGoneError:
                if attempt == ATTEMPTS - 1:
                    raise
                continue
            if corpus.is_current():
                # The one before is closed when the last question that uses it lets go of it.
                return fresh
            fresh.close()
        msg = "The documents are being changed at this moment. Try again in a few seconds."
        raise IndexStaleError(msg)
