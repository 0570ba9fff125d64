"""What a place that keeps versions of an index has to offer, wherever it is.

:class:`index.disk.DiskPlace` keeps everything in a directory; :class:`index.served.ServerPlace`
keeps the vectors on a Chroma server that several machines share.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index.embedder import Embedder
from index.parts import Embed
from index.records import Contents

if TYPE_CHECKING:
    from chromadb.api.client import Client


@dataclass(frozen=True)
class OpenVersion:
    """One version, ready to be asked.

    Attributes:
        path: Directory of the parts that are not in Chroma.
        client: Holds its collections.
        names: What Chroma calls each collection.
        stamp: What :meth:`Place.stamp` returns while this is the version to use.
        close: Lets go of it; safe to call twice.
        asking: Surrounds every question to the client and gives its errors their names.
    """

    path: Path
    client: "Client"
    names: Mapping[str, str]
    stamp: object
    close: Callable[[], None]
    asking: Callable[[], AbstractContextManager[None]] = nullcontext


class Place(Protocol):
    """Keeps versions of an index and says which one belongs to given documents."""

    def build(
        self,
        contents: Contents,
        ingredients: Mapping[str, str],
        embedder: Embedder,
        embed: Embed,
        *,
        force: bool,
    ) -> tuple[Path, int]:
        """Make a current version, if there is none or ``force`` is set.

        Returns:
            The directory of its parts, and how many texts were embedded.

        Raises:
            IndexBusyError: If another process is building here.
            IndexStoreError: If the place cannot be written.
        """

    def open_version(
        self, contents: Contents, ingredients: Mapping[str, str], embedder: Embedder
    ) -> OpenVersion:
        """Open the version made of ``ingredients``.

        Raises:
            IndexMissingError: If there is no index.
            IndexStaleError: If what is there was made of something else.
            IndexDamagedError: If it is not as it was written.
            IndexStoreError: If it cannot be read.
        """

    def sentences(self) -> Mapping[str, tuple[str, ...]]:
        """Return, by document id, the sentences of the version in use, even of a stale one.

        Raises:
            IndexStoreError: If there is none, or it cannot be read.
        """

    def stamp(self) -> object:
        """Return, in microseconds, a value that changes when another version is to be used."""
