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
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

import numpy as np
from chromadb.api.models.Collection import Collection

from index.chroma import EF_SEARCH
from index.connection import ServerConnection
from index.embedder import Vectors
from index.errors import IndexDamagedError
from index.records import PASSAGES, Contents, Record, fingerprint
from index.server_lock import DROPPED_LOCK, BuildersLock

KEPT = 3
"""Versions kept: the newest, the one before for replicas not changed over yet, and one more."""

BATCH = 500
"""Rows written or fetched at once: a few hundred kilobytes."""

_COLLECTION = re.compile(r"quotewell-([0-9a-f]{12}-[0-9a-f]{8})-([a-z-]+)")
# Keys of a collection's and of a row's metadata.
_SEALED, _MADE_OF, _KEY = "sealed", "made_of", "key"


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


class ChromaServer(ServerConnection):
    """A Chroma server that keeps versions. Safe to use from several threads."""

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
            version = ServedVersion(name, names, dict(ingredients), self.now())
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
                self.delete(collection_name(version, kind))
            for collection in self.client.list_collections():
                if DROPPED_LOCK.fullmatch(collection.name):
                    self.delete(collection.name)

    def lock(self) -> AbstractContextManager[None]:
        """Hold the builder's lock; errors as in :meth:`index.server_lock.BuildersLock.hold`."""
        return BuildersLock(self).hold()

    def _collections(self) -> list[tuple[str, str, Collection]]:
        """Return (version, kind, collection) of every collection that is Quotewell's."""
        everybodys = self.client.list_collections()
        matched = ((_COLLECTION.fullmatch(one.name), one) for one in everybodys)
        return [(match[1], match[2], one) for match, one in matched if match]
