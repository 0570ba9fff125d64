"""A private copy of Chroma's files.

Chroma changes its files even when only asked, can crash the process on damaged ones and
mixes old with new when another process writes beside it. So the files that were built are
never given to Chroma: each process opens a copy of its own. Readers cannot disturb the index,
a builder or each other, and a read-only disk is enough.
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from chromadb.api.client import Client
from chromadb.errors import ChromaError
from filelock import FileLock, Timeout

from index.chroma import open_client
from index.errors import IndexStoreError

_PREFIX = "quotewell-open-"
ORPHAN_SECONDS = 60


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


def open_copy(source: Path) -> tuple[Client, Callable[[], None]]:
    """Copy Chroma's directory and open the copy.

    Returns:
        The client, and what closes it and removes the copy.

    Raises:
        IndexStoreError: If there is no room, or Chroma cannot read it.
    """
    copy = None
    try:
        _remove_orphans(Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"))
        copy = _Copy()
        shutil.copytree(source, copy.path)
        client = open_client(copy.path)
        return client, partial(_let_go, client, copy)
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
