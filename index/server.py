"""The versions of an index on a Chroma server, and how one appears there in a single step.

    quotewell-VERSION-passages, -questions, …    the collections of one version
    quotewell-lock                               held by the builder, with an expiry

A version is written whole and counted; only then do its passages get the metadata that say
what it was made of. That is one update: until then no reader sees the version, and from then
on it never changes. Removing it begins with the passages, so it vanishes in one step too, and
a builder that was thought dead cannot seal what has been swept.

Versions of different documents live side by side. Each replica uses the newest one made of
*its* documents: while a change of documents is rolled out, old and new replicas each have
theirs. Other people's collections are never touched.
"""

import json
import re
import secrets
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import httpx
import numpy as np
from chromadb.api.client import Client
from chromadb.api.models.Collection import Collection
from chromadb.errors import ChromaError, NotFoundError

from corpus.errors import QuotewellError
from index.address import ServerAddress
from index.chroma import EF_SEARCH, connect
from index.embedder import Vectors
from index.errors import IndexBusyError, IndexDamagedError, IndexGoneError, IndexServerError
from index.records import PASSAGES, Contents, Record, fingerprint

KEPT = 3
"""Versions kept: the newest, the one before for replicas not changed over yet, and one more."""

BATCH = 500
"""Rows written or fetched at once: a few hundred kilobytes."""

LOCK = "quotewell-lock"
LOCK_SECONDS = 60.0
"""A builder's lock runs out this long after the builder was last alive."""

_COLLECTION = re.compile(r"quotewell-([0-9a-f]{12}-[0-9a-f]{8})-([a-z-]+)")
_DROPPED_LOCK = re.compile(rf"{LOCK}-[0-9a-f]{{8}}")
# Keys of a collection's and of a row's metadata.
_SEALED, _MADE_OF, _UNTIL, _KEY = "sealed", "made_of", "until", "key"


@dataclass(frozen=True)
class ServedVersion:
    """A whole version on a server.

    Attributes:
        name: The first 12 digits of its fingerprint, and a token.
        names: What each of its collections is called on the server.
        ingredients: See :func:`index.records.ingredients`.
        sealed: When it was finished, in seconds since 1970 by the server's clock.
    """

    name: str
    names: Mapping[str, str]
    ingredients: Mapping[str, str]
    sealed: float


def collection_name(version: str, kind: str) -> str:
    """Return what a version's collection is called on the server."""
    return f"quotewell-{version}-{kind}"


class ChromaServer:
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
        except NotFoundError as error:
            msg = (
                f"A version of the index was removed from the Chroma server at {self.address} "
                "while it was in use. Try again."
            )
            raise IndexGoneError(msg) from error
        except httpx.TransportError as error:
            msg = (
                f"The Chroma server at {self.address} does not answer "
                f"({type(error).__name__}). Is it running, and can this machine reach it?"
            )
            raise IndexServerError(msg) from error
        # Chroma's client raises a bare Exception for answers that are not a Chroma server's.
        # Their text is not repeated: it may be a page of HTML.
        except Exception as error:
            msg = (
                f"The server at {self.address} did not answer as a Chroma server does "
                f"({type(error).__name__}). Is the address right, and is its disk full? "
                "Its own log says more."
            )
            raise IndexServerError(msg) from error

    def versions(self) -> list[ServedVersion]:
        """Return the whole versions, the newest first."""
        found = []
        with self.asking():
            everything = self._collections()
        names: dict[str, dict[str, str]] = {}
        for name, kind, collection in everything:
            names.setdefault(name, {})[kind] = collection.name
        for name, kind, collection in everything:
            metadata = collection.metadata or {}
            if kind == PASSAGES and _SEALED in metadata:
                made_of, sealed = json.loads(str(metadata[_MADE_OF])), float(str(metadata[_SEALED]))
                found.append(ServedVersion(name, names[name], made_of, sealed))
        return sorted(found, key=lambda version: version.sealed, reverse=True)

    def newest(self, ingredients: Mapping[str, str]) -> ServedVersion | None:
        """Return the newest whole version made of ``ingredients``."""
        same = (v for v in self.versions() if v.ingredients == ingredients)
        return next(same, None)

    def read_vectors(self, version: ServedVersion) -> dict[str, Vectors]:
        """Return the vectors of a version by their keys, exactly as they were written.

        Raises:
            IndexGoneError: If it was removed meanwhile.
        """
        vectors: dict[str, Vectors] = {}
        with self.asking():
            for name in version.names.values():
                collection = self.client.get_collection(name, embedding_function=None)
                for first in range(0, collection.count(), BATCH):
                    got = collection.get(
                        limit=BATCH, offset=first, include=["embeddings", "metadatas"]
                    )
                    keys = [str(row[_KEY]) for row in got["metadatas"] or []]
                    rows = np.asarray(got["embeddings"], np.float32)
                    vectors.update(zip(keys, rows, strict=True))
        return vectors

    def write(
        self,
        contents: Contents,
        ingredients: Mapping[str, str],
        vectors: Mapping[str, Vectors],
        key: Callable[[Record], str],
    ) -> ServedVersion:
        """Write a version and make it visible in one step. Hold the lock.

        Args:
            contents: What the index holds.
            ingredients: What it is made of.
            vectors: By their keys.
            key: Names a record's vector.

        Raises:
            IndexDamagedError: If the server has not got what was written.
            IndexGoneError: If another builder swept it, this one having lost its lock.
        """
        name = f"{fingerprint(ingredients)[:12]}-{secrets.token_hex(4)}"
        collections = {}
        with self.asking():
            for kind, records in contents.collections.items():
                # Rows have length 1, so the inner product is the cosine; for "cosine" Chroma
                # would change the rows in their last bits, and replicas must get them exactly.
                collections[kind] = self.client.create_collection(
                    collection_name(name, kind),
                    configuration={"hnsw": {"space": "ip", "ef_search": EF_SEARCH}},
                    embedding_function=None,
                )
                for first in range(0, len(records), BATCH):
                    batch = records[first : first + BATCH]
                    keys = [key(record) for record in batch]
                    collections[kind].add(
                        ids=[record.id for record in batch],
                        embeddings=[vectors[one].tolist() for one in keys],
                        documents=[record.text for record in batch],
                        metadatas=[
                            {**record.metadata, _KEY: one}
                            for record, one in zip(batch, keys, strict=True)
                        ],
                    )
            for kind, records in contents.collections.items():
                if collections[kind].count() != len(records):
                    msg = f"The Chroma server at {self.address} lost rows. Build again."
                    raise IndexDamagedError(msg)
            names = {kind: collection.name for kind, collection in collections.items()}
            version = ServedVersion(name, names, dict(ingredients), self._now())
            collections[PASSAGES].modify(
                metadata={_SEALED: version.sealed, _MADE_OF: json.dumps(version.ingredients)}
            )
        return version

    def sweep(self) -> None:
        """Remove what dead builders left and the versions too many. Hold the lock."""
        kept = {version.name for version in self.versions()[:KEPT]}
        with self.asking():
            doomed = [one for one in self._collections() if one[0] not in kept]
            doomed.sort(key=lambda one: one[1] != PASSAGES)
            for version, kind, _ in doomed:
                self._delete(collection_name(version, kind))
            for collection in self.client.list_collections():
                if _DROPPED_LOCK.fullmatch(collection.name):
                    self._delete(collection.name)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the builder's lock, renewing it while this process lives.

        It keeps two builders from doing the same work. Should one lose it, by standing still
        for longer than it lasts, no reader is harmed: see the module's docstring.

        Raises:
            IndexBusyError: If another builder holds it.
        """
        with self.asking():
            held = self._take_lock()
        done = threading.Event()
        keeper = threading.Thread(target=self._keep_lock, args=(held, done), daemon=True)
        keeper.start()
        try:
            yield
        finally:
            done.set()
            keeper.join()
            with self.asking():
                self._drop_lock(held)

    def _take_lock(self) -> Collection:
        try:
            held = self.client.get_collection(LOCK, embedding_function=None)
        except NotFoundError:
            held = None
        if held is not None:
            if float(str((held.metadata or {}).get(_UNTIL, 0))) > self._now():
                raise IndexBusyError(self._busy())
            self._drop_lock(held)
        try:
            # Fails if it exists: of two that come here at once, one gets the lock.
            return self.client.create_collection(
                LOCK, metadata={_UNTIL: self._now() + LOCK_SECONDS}, embedding_function=None
            )
        except Exception as error:
            if LOCK in {c.name for c in self.client.list_collections()}:
                raise IndexBusyError(self._busy()) from error
            raise

    def _busy(self) -> str:
        return (
            f"Another process is building the index on {self.address}, or was killed less than "
            f"{LOCK_SECONDS:.0f} seconds ago. Wait for it, then try again."
        )

    def _keep_lock(self, held: Collection, done: threading.Event) -> None:
        while not done.wait(LOCK_SECONDS / 4):
            try:
                with self.asking():
                    held.modify(metadata={_UNTIL: self._now() + LOCK_SECONDS})
            except IndexGoneError:
                return
            except IndexServerError:
                continue

    def _drop_lock(self, held: Collection) -> None:
        # Collections are deleted by name, and by now the name may be another builder's lock.
        # Renaming goes by id: it touches this lock or none.
        dropped = f"{LOCK}-{secrets.token_hex(4)}"
        try:
            held.modify(name=dropped)
        except ChromaError:  # gone, or going: somebody else is dropping it
            return
        self._delete(dropped)

    def _delete(self, name: str) -> None:
        try:
            self.client.delete_collection(name)
        except NotFoundError:
            return

    def _collections(self) -> list[tuple[str, str, Collection]]:
        """Return (version, kind, collection) of every collection that is Quotewell's."""
        everybodys = self.client.list_collections()
        matched = ((_COLLECTION.fullmatch(one.name), one) for one in everybodys)
        return [(match[1], match[2], one) for match, one in matched if match]

    def _now(self) -> float:
        """Return the time in seconds by the server's clock, the only one all builders share."""
        return self.client.heartbeat() / 1e9
