"""The lock on a Chroma server that keeps two builders from doing the same work."""

import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from chromadb.api.models.Collection import Collection
from chromadb.errors import ChromaError, NotFoundError

from index.connection import ServerConnection
from index.errors import IndexBusyError, IndexGoneError, IndexServerError

LOCK = "quotewell-lock"
LOCK_SECONDS = 60.0
"""A builder's lock runs out this long after the builder was last alive."""

DROPPED_LOCK = re.compile(rf"{LOCK}-[0-9a-f]{{8}}")
"""What a lock is called while it is being removed."""

_UNTIL = "until"


class BuildersLock:
    """The lock of one server: a collection with an expiry by the server's clock."""

    def __init__(self, server: ServerConnection) -> None:
        """Remember the server."""
        self._server = server

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold it, renewing it while this process lives.

        It keeps two builders from doing the same work. Should one lose it, by standing still
        for longer than it lasts, no reader is harmed: see :mod:`index.server`.

        Raises:
            IndexBusyError: If another builder holds it.
        """
        with self._server.asking():
            held = self.take()
        done = threading.Event()
        keeper = threading.Thread(target=self._keep, args=(held, done), daemon=True)
        keeper.start()
        try:
            yield
        finally:
            done.set()
            keeper.join()
            with self._server.asking():
                self._drop(held)

    def take(self) -> Collection:
        """Take it until it runs out; who lives longer renews it.

        Raises:
            IndexBusyError: If another builder holds it.
        """
        try:
            held = self._server.client.get_collection(LOCK, embedding_function=None)
        except NotFoundError:
            held = None
        if held is not None:
            if float(str((held.metadata or {}).get(_UNTIL, 0))) > self._server.now():
                raise IndexBusyError(self._busy())
            self._drop(held)
        try:
            # Fails if it exists: of two that come here at once, one gets the lock.
            return self._server.client.create_collection(
                LOCK, metadata={_UNTIL: self._server.now() + LOCK_SECONDS}, embedding_function=None
            )
        except Exception as error:
            if LOCK in {c.name for c in self._server.client.list_collections()}:
                raise IndexBusyError(self._busy()) from error
            raise

    def _busy(self) -> str:
        return (
            f"Another process is building the index on {self._server.address}, or was killed less "
            f"than {LOCK_SECONDS:.0f} seconds ago. Wait for it, then try again."
        )

    def _keep(self, held: Collection, done: threading.Event) -> None:
        while not done.wait(LOCK_SECONDS / 4):
            try:
                with self._server.asking():
                    held.modify(metadata={_UNTIL: self._server.now() + LOCK_SECONDS})
            except IndexGoneError:
                return
            except IndexServerError:
                continue

    def _drop(self, held: Collection) -> None:
        # Collections are deleted by name, and by now the name may be another builder's lock.
        # Renaming goes by id: it touches this lock or none.
        dropped = f"{LOCK}-{secrets.token_hex(4)}"
        try:
            held.modify(name=dropped)
        except ChromaError:  # gone, or going: somebody else is dropping it
            return
        self._server.delete(dropped)
