"""An index whose vectors lie on a Chroma server, for any number of machines.

Only the vectors are shared. The fitted bank and the lexical indexes are made from them by each
machine and kept under ``DIR/server/versions``, sealed like a whole index on disk, so that a
second start fetches nothing. All machines start from the same bits.
"""

import shutil
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from filelock import FileLock

from index import layout
from index.address import ServerAddress
from index.embedder import Embedder
from index.errors import IndexDamagedError, IndexMissingError, IndexStaleError, IndexStoreError
from index.layout import Meta
from index.parts import Embed, vector_key, write_parts
from index.place import OpenVersion
from index.records import Contents, fingerprint
from index.server import ChromaServer, ServedVersion
from index.stored import stored_sentences

CHECK_SECONDS = 2.0
"""Least time between two looks at the server for a newer version of the same documents."""

LOCK = "parts.lock"


class ServerPlace:
    """Keeps versions on a Chroma server; :class:`index.place.Place` says what for."""

    def __init__(self, directory: Path, address: ServerAddress) -> None:
        """Remember where the server and this machine's own parts are."""
        self.server = ChromaServer(address)
        self._directory = directory / "server"
        self._lock = threading.Lock()
        self._opened: tuple[Contents, Mapping[str, str], Embedder] | None = None
        self._newest: str | None = None
        self._checked = 0.0
        self._checking = False

    def build(
        self,
        contents: Contents,
        ingredients: Mapping[str, str],
        embedder: Embedder,
        embed: Embed,
        *,
        force: bool,
    ) -> tuple[Path, int]:
        """Build on the server unless it is current, then make this machine's parts."""
        server, fresh = self.server, 0
        found = server.newest(ingredients)
        if found is None or force:
            with server.lock():
                found = server.newest(ingredients)  # made while we waited for the lock?
                if found is None or force:
                    server.sweep()
                    older = server.versions()
                    vectors, fresh = embed(
                        server.read_vectors(older[0]) if older and not force else {}
                    )
                    found = server.write(
                        contents, ingredients, vectors, lambda r: vector_key(embedder, r)
                    )
                    server.sweep()
        return self._with_parts(found, contents, embedder), fresh

    def open_version(
        self, contents: Contents, ingredients: Mapping[str, str], embedder: Embedder
    ) -> OpenVersion:
        """Open the newest version made of ``ingredients``, making this machine's parts."""
        found = self.server.newest(ingredients)
        if found is None:
            raise self._nothing_for(ingredients)
        path = self._with_parts(found, contents, embedder)
        with self._lock:
            self._opened = (contents, ingredients, embedder)
            self._newest, self._checked = found.name, time.monotonic()
        return OpenVersion(
            path,
            self.server.client,
            found.names,
            found.name,
            close=lambda: None,  # the connection is every version's
            asking=self.server.asking,
        )

    def sentences(self) -> Mapping[str, tuple[str, ...]]:
        """Read the sentences of the newest version on the server."""
        versions = self.server.versions()
        if not versions:
            raise self._nothing_for({})
        with self.server.asking():
            return stored_sentences(self.server.client, versions[0].names)

    def stamp(self) -> object:
        """Return the version to be used, as far as is known.

        The server is asked now and then, by a thread of its own: nobody who asks a question
        waits for it, and while it does not answer what is open stays open.
        """
        with self._lock:
            due = time.monotonic() - self._checked >= CHECK_SECONDS
            if self._opened and due and not self._checking:
                self._checking = True
                threading.Thread(target=self._check, args=self._opened, daemon=True).start()
            return self._newest

    def _check(
        self, contents: Contents, ingredients: Mapping[str, str], embedder: Embedder
    ) -> None:
        newest = None
        try:
            newest = self.server.newest(ingredients)
            if newest and newest.name != self._newest:
                self._with_parts(newest, contents, embedder)  # takes seconds: not at a question
        except IndexStoreError:
            newest = None  # a question that needs the server will say so
        finally:
            with self._lock:
                self._checking, self._checked = False, time.monotonic()
                if newest and self._opened and self._opened[0] is contents:
                    self._newest = newest.name

    def _nothing_for(self, ingredients: Mapping[str, str]) -> IndexStoreError:
        versions = self.server.versions()
        where = f"The Chroma server at {self.server.address}"
        if not versions:
            msg = f"{where} has no index yet. Build it: quotewell index build"
            return IndexMissingError(msg)
        newest = versions[0].ingredients
        changed = [key for key, value in ingredients.items() if newest.get(key) != value]
        msg = (
            f"{where} has no index of these documents (the newest differs in: "
            f"{', '.join(changed) or 'unknown'}). Build it: quotewell index build"
        )
        return IndexStaleError(msg)

    def _with_parts(self, found: ServedVersion, contents: Contents, embedder: Embedder) -> Path:
        """Return the directory of a version's parts, made first where that was not done."""
        version = self._directory / "versions" / found.name
        try:
            version.parent.mkdir(parents=True, exist_ok=True)
            # Another process of this machine may be making the same: wait for it.
            with FileLock(self._directory / LOCK):
                if not _whole(version):
                    self._make_parts(version, found, contents, embedder)
        except OSError as error:
            msg = f"{self._directory} cannot be written ({error.strerror}); it takes 0.1 GB."
            raise IndexStoreError(msg) from error
        return version

    def _make_parts(
        self, version: Path, found: ServedVersion, contents: Contents, embedder: Embedder
    ) -> None:
        vectors = self.server.read_vectors(found)
        needed = {vector_key(embedder, r) for rows in contents.collections.values() for r in rows}
        if not needed <= vectors.keys():
            msg = (
                f"The Chroma server at {self.server.address} has lost vectors. "
                "Build again: quotewell index build --force"
            )
            raise IndexDamagedError(msg)
        layout.sweep(self._directory, None)
        shutil.rmtree(version, ignore_errors=True)  # damaged
        partial = version.with_name(version.name + layout.PARTIAL)
        partial.mkdir()
        try:
            write_parts(partial, contents, embedder, vectors)
            files = layout.hash_files(partial)
            ingredients = dict(found.ingredients)
            meta = Meta(fingerprint(ingredients), ingredients, len(contents.passages), files)
            layout.seal(partial, meta)
        finally:
            shutil.rmtree(partial, ignore_errors=True)


def _whole(version: Path) -> bool:
    try:
        layout.check_files(version, layout.read_meta(version))
    except IndexDamagedError:
        return False
    return True
