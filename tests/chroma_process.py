"""A real Chroma server for tests, killed and restarted at will, and machines that share it."""

import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from functools import cached_property
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Never

from chromadb.api.client import Client
from chromadb.api.fastapi import FastAPI

from corpus import Corpus
from eval.bench.chroma_run import ChromaRun
from index import chroma, server_lock
from index.address import ServerAddress
from index.build import build_index
from index.embedder import Vectors
from index.served import ServerPlace
from index.store import OpenIndex
from tests.support import FakeEmbedder


class ChromaProcess(ChromaRun):
    """A server with a connection of the test's own."""

    @cached_property
    def client(self) -> Client:
        """The connection."""
        return chroma.connect(self.address)

    def names(self) -> set[str]:
        """Return the names of all collections."""
        return {collection.name for collection in self.client.list_collections()}

    def stop(self) -> None:
        """Kill it for good."""
        self.kill()
        if "client" in self.__dict__:
            self.client.close()

    def signal(self, number: int) -> None:
        """Send it a signal; return from SIGSTOP when all its threads stand still."""
        assert self.process
        self.process.send_signal(number)
        tasks = Path(f"/proc/{self.process.pid}/task")
        while number == signal.SIGSTOP and any(
            "State:\tT" not in (task / "status").read_text() for task in tasks.iterdir()
        ):
            time.sleep(0.01)


LOCK_FOR_TESTS = 1.0
"""Seconds after which a dead builder's lock runs out."""

MakePlace = Callable[[str], ServerPlace]
"""Gives the place of a machine, by its name, that shares the server with others."""


class NoEmbedder(FakeEmbedder):
    """The model of a replica that must not embed any text of the index."""

    def encode_passages(self, texts: Sequence[str]) -> Never:
        """Refuse."""
        raise AssertionError

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Embed what a visitor asks, and no more."""
        assert len(texts) < 6
        return super().encode_questions(texts)


def best(index: OpenIndex, question: str) -> str:
    """Return the sentence nearest to a question."""
    vector = FakeEmbedder().encode_questions([question])[0]
    passage, number, _ = index.nearest_sentences(vector, "en", 1)[0]
    return index.contents.by_id[passage].sentence_texts[number]


def build_until(
    corpus: Corpus, directory: Path, address: ServerAddress, last: int, said: Connection
) -> None:
    """Build, killing oneself before the ``last``-th request; without one, count them."""
    server_lock.LOCK_SECONDS = LOCK_FOR_TESTS
    seen = 0
    true = FastAPI._make_request

    def watch(self: FastAPI, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as Chroma's own
        nonlocal seen
        # The thread that renews the lock comes when it likes.
        seen += threading.current_thread() is threading.main_thread()
        if seen == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return true(self, *args, **kwargs)

    FastAPI._make_request = watch  # type: ignore[method-assign]
    build_index(corpus, FakeEmbedder(), ServerPlace(directory, address))
    said.send(seen)
