"""Fixtures: the bad server, and what summarises with it through the real OpenAI client."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pytest

from bot.answer import Quote
from bot.llm.guards import Guards
from bot.llm.summariser import Summariser, open_client
from corpus import Corpus, Span
from index.embedder import Vectors
from tests.llm.fake_server import FakeServer, fake_server

TIMEOUT = 0.6

Open = Callable[..., Summariser]


@pytest.fixture
def server() -> Iterator[FakeServer]:
    """A server on this machine that behaves as badly as asked."""
    with fake_server() as serving:
        yield serving


@pytest.fixture
def opened(server: FakeServer) -> Open:
    """Open a summariser that asks it; the argument is the time limit in seconds."""

    def make(timeout: float = TIMEOUT) -> Summariser:
        return Summariser(open_client("openai:weak", server.address, timeout), Guards(alike))

    return make


@pytest.fixture
def pain(shipped: Corpus) -> tuple[Quote, ...]:
    """Two sentences that follow each other, as one quote."""
    document = shipped["is-anal-sex-safe"]
    start = document.text.index("If you experience a sharp")
    end = document.text.index("emergency room.") + len("emergency room.")
    return (Quote.cut(document, (), Span(start, end)),)


def alike(texts: Sequence[str]) -> Vectors:
    """Embed everything alike, so that the guards' rules alone decide."""
    return np.ones((len(texts), 1), np.float32)
