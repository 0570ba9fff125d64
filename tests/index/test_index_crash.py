"""Builders that die: killed at many moments, or stopped by a disk that takes no more."""

import multiprocessing
import os
import resource
import signal
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from corpus import Corpus, load_corpus
from index import layout
from index.build import build_index
from index.errors import IndexStaleError, IndexStoreError
from index.store import OpenIndex
from tests.support import ENGLISH, LATVIAN, Draft, FakeEmbedder, copied, write_corpus

NEW = Draft("care", ENGLISH.text.replace("hot water", "ice water"), headings=ENGLISH.headings)
PAUSE = 0.02
"""Seconds the builder sleeps for each text."""
KILLS = 10
EVENTS = ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.copytree")
"""What a builder that kills itself counts: everything Python does to the disk."""


@pytest.fixture(scope="module")
def forks() -> ForkServerContext:
    """A server that has imported everything, so that a builder starts at once."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["index.store", "index.build"])
    return context


@pytest.fixture
def changed(tmp_path: Path) -> Corpus:
    """The documents after an edit, so that there is something to build."""
    return load_corpus(write_corpus(tmp_path / "changed", NEW, LATVIAN))


@pytest.fixture
def places(tmp_path: Path) -> Path:
    """Where the builders put their temporary files."""
    place = tmp_path / "places"
    place.mkdir()
    return place


def build_here(corpus: Corpus, directory: Path, places: Path, begun: Connection) -> None:
    """Build in a process of its own, slowly."""
    tempfile.tempdir = str(places)
    begun.send(None)
    build_index(corpus, FakeEmbedder(pause=PAUSE), directory)


def build_until(corpus: Corpus, directory: Path, places: Path, last: int, said: Connection) -> None:
    """Build, killing oneself at the ``last``-th event; without one, say how many there were."""
    tempfile.tempdir = str(places)
    seen = 0

    def watch(event: str, _: tuple[object, ...]) -> None:
        nonlocal seen
        if event in EVENTS:
            seen += 1
            if seen == last:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    build_index(corpus, FakeEmbedder(), directory)
    said.send(seen)


def build_on_small_disk(
    corpus: Corpus, directory: Path, places: Path, limit: int, said: Connection
) -> None:
    """Build where no file can grow over ``limit`` bytes, and say how it went."""
    tempfile.tempdir = str(places)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        build_index(corpus, FakeEmbedder(), directory)
    except IndexStoreError as error:
        said.send(str(error))
    except BaseException as error:
        said.send(f"wrong: {error!r}")
    else:
        said.send("built")


def check_survival(old: Corpus, new: Corpus, directory: Path, places: Path) -> str:
    """Check that one of the two indexes serves, that a build succeeds, and that nothing is left."""
    fake = FakeEmbedder()
    try:
        OpenIndex(old, fake, directory).close()
        state = "old"
    except IndexStaleError:
        OpenIndex(new, fake, directory).close()
        state = "new"
    version, _ = build_index(new, fake, directory)
    assert layout.current_version(directory) == version
    index = OpenIndex(new, fake, directory)
    vector = fake.encode_questions(["But never use ice water."])[0]
    (passage, number, _), *_ = index.nearest_sentences(vector, "en", 1)
    assert "ice water" in index.contents.by_id[passage].sentence_texts[number]
    index.close()
    assert not list((directory / "versions").glob("*.partial"))
    assert len(list((directory / "versions").iterdir())) <= layout.KEPT
    assert list(places.iterdir()) == []
    return state


def test_killed_at_many_moments(
    pristine: tuple[Corpus, Path],
    changed: Corpus,
    tmp_path: Path,
    places: Path,
    forks: ForkServerContext,
) -> None:
    """Kill -9, spread over a build's length: the index serves, the next build succeeds."""
    states, length = [], 1.0
    for kill in range(KILLS + 1):  # the first is left alone, to see how long it takes
        directory = copied(pristine[1], tmp_path / f"index-{kill}")
        here, there = forks.Pipe()
        process = forks.Process(target=build_here, args=(changed, directory, places, there))
        process.start()
        assert here.poll(20)
        begun = time.monotonic()
        if kill == 0:
            process.join(30)
            length = time.monotonic() - begun
            assert process.exitcode == 0
        else:
            time.sleep(length * (kill - 0.5) / KILLS)
            process.kill()
            process.join(10)
            assert process.exitcode in (-signal.SIGKILL, 0)
        states.append(check_survival(pristine[0], changed, directory, places))
    assert states[:2] == ["new", "old"]


def test_killed_between_any_two_steps(
    pristine: tuple[Corpus, Path],
    changed: Corpus,
    tmp_path: Path,
    places: Path,
    forks: ForkServerContext,
) -> None:
    """Likewise at exact points: right before one file or another is opened, made or renamed."""

    def build(last: int) -> tuple[Path, int | None]:
        directory = copied(pristine[1], tmp_path / f"index-{last}")
        here, there = forks.Pipe()
        process = forks.Process(target=build_until, args=(changed, directory, places, last, there))
        process.start()
        process.join(30)
        assert process.exitcode == (-signal.SIGKILL if last else 0)
        return directory, None if last else here.recv()

    directory, events = build(0)
    assert events is not None
    assert events > 50
    check_survival(pristine[0], changed, directory, places)
    # The last steps are those that put the new version in place.
    moments = {events * i // 6 for i in range(1, 6)} | set(range(events - 12, events + 1, 3))
    states = [
        check_survival(pristine[0], changed, build(last)[0], places) for last in sorted(moments)
    ]
    assert states[0] == "old"


def test_disk_that_takes_no_more(
    pristine: tuple[Corpus, Path],
    changed: Corpus,
    tmp_path: Path,
    places: Path,
    forks: ForkServerContext,
) -> None:
    """Real failed writes, in our files and inside Chroma, are errors that keep the old index."""
    database = layout.current_version(pristine[1]) / "chroma" / "chroma.sqlite3"
    for limit in (10, 1_000, 3_000, 30_000, database.stat().st_size * 2 // 3):
        directory = copied(pristine[1], tmp_path / f"index-{limit}")
        here, there = forks.Pipe()
        process = forks.Process(
            target=build_on_small_disk, args=(changed, directory, places, limit, there)
        )
        process.start()
        assert here.poll(30)
        said = here.recv()
        process.join(10)
        assert "cannot be written" in said
        assert "still in use" in said
        assert check_survival(pristine[0], changed, directory, places) == "old"
