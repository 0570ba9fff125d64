"""Fixtures of tests with a Chroma server."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from index.served import ServerPlace
from tests.chroma_process import ChromaProcess, MakePlace


@pytest.fixture
def process(tmp_path: Path) -> Iterator[ChromaProcess]:
    """A server with nothing on it."""
    process = ChromaProcess(tmp_path / "chroma")
    process.start()
    yield process
    process.stop()


@pytest.fixture
def machine(process: ChromaProcess, tmp_path: Path) -> MakePlace:
    """Gives the place of a machine that has its own disk and shares the server."""
    return cache(lambda name: ServerPlace(tmp_path / name, process.address))
