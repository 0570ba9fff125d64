"""Fixtures for every room: the shipped corpus, a fake and the real embedder, indexes."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot.web.environment import harden
from corpus import Corpus, load_corpus
from corpus.bank import Bank
from index.build import build_index
from index.embedder import Embedder
from index.store import OpenIndex
from tests.support import ENGLISH, LATVIAN, REPOSITORY, FakeEmbedder, made_corpus

# Libraries read their variables when they are imported, so this comes before any test module.
harden()

# The same examples every time, and no clock: a suite that fails must fail for everybody.
settings.register_profile("quotewell", deadline=None, derandomize=True, database=None)
settings.load_profile("quotewell")


@pytest.fixture(scope="session")
def shipped() -> Corpus:
    """The corpus in the repository."""
    return load_corpus(REPOSITORY / "corpus")


@pytest.fixture(scope="session")
def shipped_documents(shipped: Corpus) -> Corpus:
    """The same documents without the bank, whose thousands of questions take minutes to embed."""
    return Corpus(tuple(shipped.values()), shipped.directory, shipped.stamp, Bank())


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory that takes the place of the system's for temporary files."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


@pytest.fixture
def fake() -> FakeEmbedder:
    """A fast embedder."""
    return FakeEmbedder()


@pytest.fixture
def small(tmp_path: Path) -> Corpus:
    """A corpus of two short documents, one English and one Latvian, free to be changed."""
    return made_corpus(tmp_path / "corpus", ENGLISH, LATVIAN)


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> tuple[Corpus, Path]:
    """A small corpus and its index, built once with the fake embedder; copy before changing."""
    place = tmp_path_factory.mktemp("pristine")
    corpus = made_corpus(place / "corpus", ENGLISH, LATVIAN)
    build_index(corpus, FakeEmbedder(), place / "index")
    return corpus, place / "index"


@pytest.fixture(scope="session")
def real_embedder() -> Embedder:
    """The bundled model, converted first where that was not done yet."""
    return Embedder(models=REPOSITORY / "var" / "models")


@pytest.fixture(scope="session")
def real_index_directory(
    shipped_documents: Corpus,
    real_embedder: Embedder,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """An index of the shipped documents, built with the bundled model."""
    directory = tmp_path_factory.mktemp("real") / "index"
    build_index(shipped_documents, real_embedder, directory)
    return directory


@pytest.fixture(scope="session")
def real_index(
    shipped_documents: Corpus, real_embedder: Embedder, real_index_directory: Path
) -> Iterator[OpenIndex]:
    """That index, opened."""
    index = OpenIndex(shipped_documents, real_embedder, real_index_directory)
    yield index
    index.close()
