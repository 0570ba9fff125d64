"""A Chroma server that may be away, slow or something else, behind errors that say so."""

import re
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

import httpx
from chromadb.api.client import Client
from chromadb.errors import ChromaError, NotFoundError

from corpus.errors import QuotewellError
from index.address import ServerAddress
from index.chroma import connect
from index.errors import IndexGoneError, IndexServerError

_HALF_REMOVED = re.compile(r"Missing \w+ segment")
"""In what Chroma 1.5 answers, as an error of no kind, about a collection that is being removed.

Its segments go first, some milliseconds before the collection; by then no list names it.
"""


class ServerConnection:
    """A Chroma server, connected to when first asked. Safe to use from several threads."""

    def __init__(self, address: ServerAddress) -> None:
        """Remember the address."""
        self.address = address

    @cached_property
    def client(self) -> Client:
        """The connection, which survives a restart of the server."""
        with self.asking():
            client = connect(self.address)
        weakref.finalize(self, client.close)
        return client

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Turn what Chroma's client raises into errors that say what to do.

        Raises:
            IndexGoneError: If a collection is not there.
            IndexServerError: If the server does not answer, or not as a Chroma server.
        """
        try:
            yield
        except QuotewellError:
            raise
        except httpx.TransportError as error:
            msg = (
                f"The Chroma server at {self.address} does not answer "
                f"({type(error).__name__}). Is it running, and can this machine reach it?"
            )
            raise IndexServerError(msg) from error
        # Chroma's client raises a bare Exception for answers that are not a Chroma server's.
        # Their text is not repeated: it may be a page of HTML.
        except Exception as error:
            if _removed(error):
                msg = (
                    f"A version of the index was removed from the Chroma server at {self.address} "
                    "while it was in use. Try again."
                )
                raise IndexGoneError(msg) from error
            msg = (
                f"The server at {self.address} did not answer as a Chroma server does "
                f"({type(error).__name__}). Is the address right, and is its disk full? "
                "Its own log says more."
            )
            raise IndexServerError(msg) from error

    def delete(self, name: str) -> None:
        """Remove a collection, if it is there."""
        try:
            self.client.delete_collection(name)
        except NotFoundError:
            return

    def now(self) -> float:
        """Return the time in seconds by the server's clock, the only one all builders share."""
        return self.client.heartbeat() / 1e9


def _removed(error: Exception) -> bool:
    """Tell whether the server says that a collection is gone, or going at this moment."""
    if isinstance(error, NotFoundError):
        return True
    return isinstance(error, ChromaError) and _HALF_REMOVED.search(str(error)) is not None
