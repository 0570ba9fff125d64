"""An index kept whole in a directory (:mod:`index.layout`), for the processes of one machine.

Chroma is imported when a version is opened or filled: to know that a version is current
takes none of it, and its import takes half a second.
"""

import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from filelock import FileLock, Timeout

from index import layout
from index.embedder import Embedder
from index.errors import IndexBusyError, IndexStaleError, IndexStoreError
from index.layout import Meta
from index.parts import Embed, read_vectors, write_parts
from index.place import OpenVersion, Place
from index.records import Contents, fingerprint

LOCK = "build.lock"


def as_place(place: Path | Place) -> Place:
    """Take a directory for the index that lies in it."""
    return DiskPlace(place) if isinstance(place, Path) else place


class DiskPlace:
    """Keeps versions in a directory; :class:`index.place.Place` says what for."""

    def __init__(self, directory: Path) -> None:
        """Remember the directory, which is made by the first build."""
        self._directory = directory

    def build(
        self,
        contents: Contents,
        ingredients: Mapping[str, str],
        embedder: Embedder,
        embed: Embed,
        *,
        force: bool,
    ) -> tuple[Path, int]:
        """Build beside the version in use, and switch when the new one is whole."""
        directory = self._directory
        try:
            directory.mkdir(parents=True, exist_ok=True)
            with FileLock(directory / LOCK, timeout=0):
                return _build(directory, contents, ingredients, embedder, embed, force=force)
        except Timeout:
            msg = (
                f"Another process is building the index in {directory}. "
                "Wait for it, then try again."
            )
            raise IndexBusyError(msg) from None
        except OSError as error:
            msg = (
                f"The index in {directory} cannot be written ({error.strerror or error}). "
                "The old one, if any, is still in use."
            )
            raise IndexStoreError(msg) from error

    def open_version(
        self, contents: Contents, ingredients: Mapping[str, str], embedder: Embedder
    ) -> OpenVersion:
        """Open a private copy of the version in use, after checking its files."""
        # The stamp is taken first: a switch while we open shows at the next question.
        stamp = self.stamp()
        version = layout.current_version(self._directory)
        meta = layout.read_meta(version)
        if meta.fingerprint != fingerprint(ingredients):
            changed = [k for k, value in ingredients.items() if meta.ingredients.get(k) != value]
            msg = (
                f"The index in {self._directory} is stale "
                f"(changed: {', '.join(changed) or 'unknown'}). "
                "Build it again: quotewell index build"
            )
            raise IndexStaleError(msg)
        layout.check_files(version, meta)
        from index.private_copy import open_copy

        client, close = open_copy(version / "chroma")
        names = {name: name for name in contents.collections}
        return OpenVersion(version, client, names, stamp, close)

    def sentences(self) -> Mapping[str, tuple[str, ...]]:
        """Read the sentences from a private copy of the version in use."""
        version = layout.current_version(self._directory)
        layout.check_files(version, layout.read_meta(version))
        from index.private_copy import open_copy
        from index.stored import stored_sentences

        client, close = open_copy(version / "chroma")
        try:
            return stored_sentences(
                client, {one.name: one.name for one in client.list_collections()}
            )
        finally:
            close()

    def stamp(self) -> object:
        """Return where ``CURRENT`` stands: a few ``stat`` calls."""
        return layout.pointer_stamp(self._directory)


def _build(
    directory: Path,
    contents: Contents,
    ingredients: Mapping[str, str],
    embedder: Embedder,
    embed: Embed,
    *,
    force: bool,
) -> tuple[Path, int]:
    mark = fingerprint(ingredients)
    old = _usable_version(directory)
    layout.sweep(directory, old)  # also where nothing is to be built
    if old and not force and layout.read_meta(old).fingerprint == mark:
        return old, 0

    (directory / "versions").mkdir(exist_ok=True)
    name = f"{mark[:12]}-{secrets.token_hex(4)}{layout.PARTIAL}"
    partial = directory / "versions" / name
    partial.mkdir()
    try:
        vectors, fresh = embed({} if force or old is None else read_vectors(old))
        write_parts(partial, contents, embedder, vectors, None if force else old)
        from index.filling import fill_chroma

        fill_chroma(partial / "chroma", contents, embedder, vectors)
        files = layout.hash_files(partial)
        meta = Meta(mark, dict(ingredients), len(contents.passages), files)
        version = layout.seal(partial, meta)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    layout.switch_to(directory, version)
    layout.sweep(directory, version)
    return version, fresh


def _usable_version(directory: Path) -> Path | None:
    """Return the version in use if its files are whole."""
    try:
        version = layout.current_version(directory)
        layout.check_files(version, layout.read_meta(version))
    except IndexStoreError:
        return None
    return version
