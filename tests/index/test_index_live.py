"""The index of a running chat: rebuilt, edited and damaged under it, without a restart."""

import itertools
import os
import threading
from pathlib import Path

import pytest

from corpus import CorpusError, load_corpus
from index.build import build_index
from index.errors import (
    IndexDamagedError,
    IndexMissingError,
    IndexStaleError,
)
from index.live import LiveIndex
from index.store import OpenIndex
from tests.support import ENGLISH, LATVIAN, FakeEmbedder, write_corpus

NEW = ENGLISH.text.replace("never use hot water", "never use ice water at all")


@pytest.fixture
def places(tmp_path: Path, temporary: Path) -> tuple[Path, Path]:
    """A corpus and its index, both free to be changed."""
    assert temporary.is_dir()
    corpus = write_corpus(tmp_path / "corpus", ENGLISH, LATVIAN)
    build_index(load_corpus(corpus), FakeEmbedder(), tmp_path / "index")
    return corpus, tmp_path / "index"


def best(index: OpenIndex, question: str) -> str:
    """Return the sentence nearest to a question."""
    vector = FakeEmbedder().encode_questions([question])[0]
    passage, number, _ = index.nearest_sentences(vector, "en", 1)[0]
    return index.contents.by_id[passage].sentence_texts[number]


def test_unchanged_index_is_opened_once(places: tuple[Path, Path]) -> None:
    """While nothing changes every question gets the same open index."""
    live = LiveIndex(*places, FakeEmbedder())
    assert live.get() is live.get()
    live.get().close()


def test_rebuild_is_picked_up_without_restart(places: tuple[Path, Path], temporary: Path) -> None:
    """After edit and build the next question sees the new words; one under way keeps the old."""
    corpus, directory = places
    live = LiveIndex(corpus, directory, FakeEmbedder())
    old = live.get()
    (corpus / "care.txt").write_text(NEW)
    build_index(load_corpus(corpus), FakeEmbedder(), directory)
    new = live.get()
    assert new is not old
    assert "ice water" in best(new, "never use ice water")
    assert "hot water" in best(old, "never use hot water")
    assert len(list(temporary.iterdir())) == 2
    del old
    assert len(list(temporary.iterdir())) == 1
    new.close()


def test_edit_without_build_is_refused_until_built(places: tuple[Path, Path]) -> None:
    """Documents and index that do not belong together are not answered from."""
    corpus, directory = places
    live = LiveIndex(corpus, directory, FakeEmbedder())
    live.get()
    (corpus / "care.txt").write_text(NEW)
    for _ in range(2):
        with pytest.raises(IndexStaleError, match="documents"):
            live.get()
    build_index(load_corpus(corpus), FakeEmbedder(), directory)
    assert "ice water" in best(live.get(), "never use ice water")


def test_edit_taken_back_is_served_again(places: tuple[Path, Path]) -> None:
    """Restoring the documents' words makes the index theirs again."""
    corpus, directory = places
    live = LiveIndex(corpus, directory, FakeEmbedder())
    live.get()
    (corpus / "care.txt").write_text(NEW)
    with pytest.raises(IndexStaleError):
        live.get()
    (corpus / "care.txt").write_text(ENGLISH.text)
    assert "hot water" in best(live.get(), "never use hot water")


def test_broken_corpus_is_refused(places: tuple[Path, Path]) -> None:
    """A manifest broken while the chat runs is an error, not the old answer."""
    corpus, directory = places
    live = LiveIndex(corpus, directory, FakeEmbedder())
    live.get()
    (corpus / "manifest.toml").write_text("[[document]")
    with pytest.raises(CorpusError, match="not valid TOML"):
        live.get()


def test_no_index_then_one(tmp_path: Path) -> None:
    """A chat started before the first build answers after it."""
    corpus = write_corpus(tmp_path / "corpus", ENGLISH)
    live = LiveIndex(corpus, tmp_path / "index", FakeEmbedder())
    with pytest.raises(IndexMissingError):
        live.get()
    build_index(load_corpus(corpus), FakeEmbedder(), tmp_path / "index")
    live.get().close()


def test_damaged_pointer_is_refused_and_healed(places: tuple[Path, Path]) -> None:
    """CURRENT garbled under a running chat is an error until the next build."""
    corpus, directory = places
    live = LiveIndex(corpus, directory, FakeEmbedder())
    live.get()
    (directory / "CURRENT").write_bytes(b"\xff" * 300)
    with pytest.raises(IndexDamagedError):
        live.get()
    build_index(load_corpus(corpus), FakeEmbedder(), directory)
    live.get().close()


@pytest.mark.parametrize(
    ("text", "says"),
    [(NEW, "stale .changed: documents"), (ENGLISH.text, "being changed at this moment")],
)
def test_edit_while_opening_is_refused(
    places: tuple[Path, Path],
    temporary: Path,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    says: str,
) -> None:
    """A document written between reading and opening, each time anew, is not answered from."""
    corpus, directory = places
    true = OpenIndex.__init__
    times = itertools.count()

    def edit_then_open(self: OpenIndex, *args: object) -> None:
        (corpus / "care.txt").write_text(text)
        os.utime(corpus / "care.txt", (0, next(times)))
        true(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(OpenIndex, "__init__", edit_then_open)
    with pytest.raises(IndexStaleError, match=says):
        LiveIndex(corpus, directory, FakeEmbedder()).get()
    assert list(temporary.iterdir()) == []


def test_edit_while_opening_that_matters_no_more(
    places: tuple[Path, Path], temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document written once more as it was while the index opens costs only a second opening."""
    corpus, directory = places
    true = OpenIndex.__init__
    times = iter((1, 2))

    def touch_then_open(self: OpenIndex, *args: object) -> None:
        os.utime(corpus / "care.txt", (0, min(next(times), 1)))
        true(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(OpenIndex, "__init__", touch_then_open)
    LiveIndex(corpus, directory, FakeEmbedder()).get().close()
    assert list(temporary.iterdir()) == []


def test_readers_go_on_during_rebuilds(places: tuple[Path, Path]) -> None:
    """Threads asking all the time get a whole answer each time, while the index is rebuilt."""
    corpus, directory = places
    live = LiveIndex(corpus, directory, FakeEmbedder())
    stop, wrong, asked = threading.Event(), [], []

    def ask() -> None:
        while not stop.is_set():
            try:
                asked.append(best(live.get(), "But never use hot water."))
            except Exception as error:
                wrong.append(error)

    readers = [threading.Thread(target=ask) for _ in range(2)]
    for reader in readers:
        reader.start()
    for _ in range(3):
        build_index(load_corpus(corpus), FakeEmbedder(), directory, force=True)
    stop.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert set(asked) == {"But never use hot water."}
