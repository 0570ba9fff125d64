"""A real Chroma server for tests, killed and restarted at will, and machines that share it."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Never

import httpx

from index import chroma
from index.address import ServerAddress
from index.embedder import Vectors
from index.served import ServerPlace
from index.store import OpenIndex
from tests.support import FakeEmbedder

# What the console script ``chroma`` does, without first importing the whole client (3 s).
_RUN = "import sys, chromadb_rust_bindings as chroma; chroma.cli(['chroma', 'run', *sys.argv[1:]])"


class ChromaProcess:
    """``chroma run`` on a free port of the loopback address.

    Attributes:
        address: Where it listens, also after a restart.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = ServerAddress("http", "127.0.0.1", free.getsockname()[1])
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = ("--path", str(self._directory), "--host", "127.0.0.1")
        self._process = subprocess.Popen(
            [sys.executable, "-c", _RUN, *options, "--port", str(self.address.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + 30
        while True:
            try:
                httpx.get(f"{self.address}/api/v2/heartbeat", timeout=1).raise_for_status()
            except httpx.HTTPError:
                assert time.monotonic() < end, "the Chroma server does not start"
                time.sleep(0.02)
            else:
                return

    def kill(self) -> None:
        """Kill -9 it, if it runs."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def restart(self) -> None:
        """Kill -9 it and start it again."""
        self.kill()
        self.start()

    def signal(self, number: int) -> None:
        """Send it a signal."""
        assert self._process
        self._process.send_signal(number)


MakePlace = Callable[[str], ServerPlace]
"""Makes the place of a machine, by its name, that shares the server with others."""


class NoEmbedder(FakeEmbedder):
    """The model of a replica that must not embed any text of the index."""

    def encode_passages(self, texts: Sequence[str]) -> Never:
        """Refuse."""
        raise AssertionError

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Embed what a visitor asks, and no more."""
        assert len(texts) < 6
        return super().encode_questions(texts)


def names_on(process: ChromaProcess) -> set[str]:
    """Return the names of all collections."""
    client = chroma.connect(process.address)
    names = {collection.name for collection in client.list_collections()}
    client.close()
    return names


def best(index: OpenIndex, question: str) -> str:
    """Return the sentence nearest to a question."""
    vector = FakeEmbedder().encode_questions([question])[0]
    passage, number, _ = index.nearest_sentences(vector, "en", 1)[0]
    return index.contents.by_id[passage].sentence_texts[number]
