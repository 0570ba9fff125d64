"""An index on a Chroma server: builders and servers that die, and replicas that go on."""

import multiprocessing
import signal
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Never

import numpy as np
import pytest
from chromadb.api.fastapi import FastAPI

from bot.decision import Decider
from bot.engine import Bot
from bot.reply import reply_to
from corpus import Corpus, load_corpus
from index import served
from index import server as server_module
from index import server_lock as lock_module
from index.build import build_index
from index.embedder import Vectors
from index.errors import (
    IndexBusyError,
    IndexGoneError,
    IndexMissingError,
    IndexServerError,
    IndexStaleError,
    IndexStoreError,
)
from index.live import LiveIndex
from index.parts import vector_key
from index.place import Place
from index.records import SENTENCES, contents_of, in_language, ingredients
from index.served import ServerPlace
from index.server import KEPT, ChromaServer
from index.server_lock import LOCK, BuildersLock
from index.store import OpenIndex
from tests.bot.bot_support import DECISION, write_banked
from tests.chroma_process import (
    LOCK_FOR_TESTS,
    ChromaProcess,
    MakePlace,
    NoEmbedder,
    best,
    build_until,
)
from tests.support import ENGLISH, LATVIAN, Draft, FakeEmbedder, made_corpus, write_corpus

BANKED = "How warm should the water be?"
"""A question of the bank: answered without the server."""
SEARCHED = "Pirms sākat, nomazgājiet rokas."
"""A question only the server's collections answer: its document has no bank questions."""
REFUSED = "Cik maksā pārsējs?"
NEW = replace(ENGLISH, text=ENGLISH.text.replace("hot water", "ice water"))

KILLS = 5


@pytest.fixture
def short_lock(monkeypatch: pytest.MonkeyPatch) -> float:
    """Locks that run out soon, in seconds, so that a test need not wait a minute."""
    monkeypatch.setattr(lock_module, "LOCK_SECONDS", LOCK_FOR_TESTS)
    return LOCK_FOR_TESTS


def bot_at(corpus: Path, place: Path | Place, tmp_path: Path) -> Bot:
    """Return a replica's bot, which must find its index ready."""
    numbers = tmp_path / "decision.toml"
    numbers.write_text(DECISION, encoding="utf-8")
    return Bot(LiveIndex(corpus, place, NoEmbedder()), Decider(numbers))


def test_replicas_answer_like_one_another_and_like_the_disk(
    machine: MakePlace, tmp_path: Path
) -> None:
    """Two machines that never embedded the documents give the very answers of a local index."""
    corpus = write_banked(tmp_path / "corpus")
    build_index(load_corpus(corpus), FakeEmbedder(), tmp_path / "local")
    _, count = build_index(load_corpus(corpus), FakeEmbedder(), machine("builder"))
    assert count > 0
    places = [tmp_path / "local", machine("one"), machine("two")]
    for place in places[1:]:
        assert build_index(load_corpus(corpus), NoEmbedder(), place)[1] == 0
    bots = [bot_at(corpus, place, tmp_path) for place in places]
    paths = set()
    for question in (BANKED, SEARCHED, REFUSED, "It keeps bleeding. How warm is the water?"):
        found = [bot.explain(question) for bot in bots]
        assert len({str(reply_to(question, one.answer, 0).as_json()) for one in found}) == 1
        # To the last bit, where the numbers come from the fitted bank or the same server.
        assert found[1].answer.confidence == found[2].answer.confidence
        paths.add((found[0].retrieved.path, found[0].answer.status))
    assert paths >= {("bank", "answered"), ("hybrid", "answered"), ("bank", "not_found")}


def test_vectors_come_back_bit_by_bit(
    machine: MakePlace, process: ChromaProcess, small: Corpus
) -> None:
    """What the server gives back is what was written, also after a restart."""
    fake = FakeEmbedder()
    place = machine("one")
    build_index(small, fake, place)
    process.restart()
    vectors = place.server.read_vectors(place.server.versions()[0])
    records = [r for rows in contents_of(small).collections.values() for r in rows]
    assert vectors.keys() == {vector_key(fake, record) for record in records}
    for record in records:
        encode = fake.encode_questions if record.question else fake.encode_passages
        assert np.array_equal(vectors[vector_key(fake, record)], encode([record.embedded])[0])


def test_edit_embeds_only_what_is_new(machine: MakePlace, small: Corpus, tmp_path: Path) -> None:
    """A builder without any cache of its own takes the older version's vectors from the server."""
    build_index(small, FakeEmbedder(), machine("one"))
    after = made_corpus(tmp_path / "after", NEW, LATVIAN)
    fake = FakeEmbedder()
    build_index(after, fake, machine("two"))
    assert fake.embedded
    assert all("ice water" in text for text in fake.embedded)
    assert "ice water" in best(OpenIndex(after, fake, machine("three")), "never use ice water")


def test_old_and_new_documents_are_served_side_by_side(
    machine: MakePlace, small: Corpus, tmp_path: Path
) -> None:
    """While a change is rolled out, machines with the old documents start and answer from those."""
    after = made_corpus(tmp_path / "after", NEW, LATVIAN)
    for corpus in (small, after):
        build_index(corpus, FakeEmbedder(), machine("builder"))
    for corpus, words in ((small, "hot water"), (after, "ice water")):
        assert build_index(corpus, NoEmbedder(), machine("late"))[1] == 0
        assert words in best(OpenIndex(corpus, FakeEmbedder(), machine("late")), "never use water")


def test_versions_too_many_are_removed(
    machine: MakePlace, process: ChromaProcess, tmp_path: Path
) -> None:
    """The newest versions stay, with all their collections; nothing else of ours does."""
    made = []
    for number in range(KEPT + 2):
        corpus = made_corpus(tmp_path / "c", Draft("a", f"This is edition {number}."))
        made.append(build_index(corpus, FakeEmbedder(), machine("one"))[0].name)
    versions = machine("two").server.versions()
    assert [version.name for version in versions] == made[: -KEPT - 1 : -1]
    assert process.names() == {n for version in versions for n in version.names.values()}


def test_nothing_for_these_documents(machine: MakePlace, small: Corpus, tmp_path: Path) -> None:
    """A server without an index, or with other documents' only, says so and what to do."""
    with pytest.raises(IndexMissingError, match=r"no index yet.*quotewell index build"):
        OpenIndex(small, FakeEmbedder(), machine("one"))
    build_index(made_corpus(tmp_path / "other", NEW), FakeEmbedder(), machine("one"))
    with pytest.raises(IndexStaleError, match=r"differs in: documents.*quotewell index build"):
        OpenIndex(small, FakeEmbedder(), machine("one"))


def test_damaged_parts_are_made_again(machine: MakePlace, small: Corpus) -> None:
    """A machine whose own files were harmed makes them anew, embedding nothing."""
    version, _ = build_index(small, FakeEmbedder(), machine("one"))
    (version / "vectors.npz").write_bytes(b"harm")
    index = OpenIndex(small, NoEmbedder(), machine("one"))
    assert (version / "vectors.npz").stat().st_size > 100
    assert "hot water" in best(index, "never use hot water")


def test_somebody_elses_collections_stay(
    machine: MakePlace, process: ChromaProcess, tmp_path: Path
) -> None:
    """Builds and sweeps touch no collection but Quotewell's own."""
    client = process.client
    others = ["passages", "quotewell", "quotewell-notes", "quotewell-0123456789ab-passages"]
    for name in others:
        theirs = client.create_collection(name, metadata={"owner": "them"}, embedding_function=None)
        theirs.add(ids=["a"], embeddings=[[1.0, 2.0]], documents=["theirs"])
    for number in range(KEPT + 1):
        corpus = made_corpus(tmp_path / "c", Draft("a", f"This is edition {number}."))
        build_index(corpus, FakeEmbedder(), machine("one"))
    for name in others:
        theirs = client.get_collection(name, embedding_function=None)
        assert theirs.metadata == {"owner": "them"}
        assert theirs.get()["documents"] == ["theirs"]


class BlockedEmbedder(FakeEmbedder):
    """Waits in the middle of a build until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.started, self.let_go = threading.Event(), threading.Event()

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Tell that the build has begun, and wait."""
        self.started.set()
        assert self.let_go.wait(10)
        return super().encode_passages(texts)


def test_second_builder_is_told_to_wait(
    machine: MakePlace, small: Corpus, process: ChromaProcess, short_lock: float
) -> None:
    """As long as one machine builds, another is told at once; afterwards it has nothing to do."""
    blocked = BlockedEmbedder()
    first = threading.Thread(target=build_index, args=(small, blocked, machine("one")))
    first.start()
    assert blocked.started.wait(10)
    time.sleep(1.5 * short_lock)  # a builder that lives keeps its lock
    with pytest.raises(IndexBusyError, match=r"Another process is building.*Wait") as caught:
        build_index(small, FakeEmbedder(), machine("two"))
    assert str(process.address) in str(caught.value)
    blocked.let_go.set()
    first.join()
    assert build_index(small, NoEmbedder(), machine("two"))[1] == 0
    assert LOCK not in process.names()


def test_one_of_two_gets_an_expired_lock(
    machine: MakePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Builders that find a dead one's lock at the same moment do not both take it."""
    monkeypatch.setattr(lock_module, "LOCK_SECONDS", -1.0)
    dead = machine("dead").server
    BuildersLock(dead).take()
    monkeypatch.setattr(lock_module, "LOCK_SECONDS", 60.0)
    together, outcomes = threading.Barrier(4), []

    def take(server: ChromaServer) -> None:
        server.versions()  # connects
        together.wait(10)
        try:
            BuildersLock(server).take()
            outcomes.append("held")
        except IndexBusyError:
            outcomes.append("busy")

    threads = [threading.Thread(target=take, args=(machine(str(n)).server,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["busy", "busy", "busy", "held"]


def test_builder_thought_dead_cannot_finish(machine: MakePlace, small: Corpus) -> None:
    """One that is swept while it still writes fails; its half of a version is never seen."""
    fake, contents = FakeEmbedder(), contents_of(small)
    server, other = machine("one").server, machine("two").server
    records = [r for rows in contents.collections.values() for r in rows]
    last = records[-1]

    def key(record: Any) -> str:  # noqa: ANN401 - a record; sweeps at the last one
        if record is last:
            other.sweep()
        return vector_key(fake, record)

    vectors = {vector_key(fake, r): fake.encode_passages([r.embedded])[0] for r in records}
    with pytest.raises(IndexGoneError, match="Try again"):
        server.write(contents, ingredients(small, contents, fake), vectors, key)
    assert server.versions() == []


def test_builder_killed_at_many_moments(
    machine: MakePlace,
    small: Corpus,
    process: ChromaProcess,
    tmp_path: Path,
    short_lock: float,
) -> None:
    """Kill -9 between any two requests: the old version serves, and the next build succeeds."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.chroma_process"])
    after = made_corpus(tmp_path / "after", NEW, LATVIAN)
    build_index(small, FakeEmbedder(), machine("old"))

    def build(last: int) -> int | None:
        here, there = context.Pipe()
        args = (after, tmp_path / f"machine-{last}", process.address, last, there)
        child = context.Process(target=build_until, args=args)
        child.start()
        child.join(30)
        assert child.exitcode == (-signal.SIGKILL if last else 0)
        return None if last else here.recv()

    requests = build(0)
    assert requests is not None
    assert requests > KILLS
    for number in range(KILLS):
        last = 8 + (requests - 8) * number // (KILLS - 1)  # before it, nothing is written
        clear(process, keep=small, place=machine("old"))
        build(last)
        if number % 2:
            process.restart()
        index = OpenIndex(small, NoEmbedder(), machine("old"))
        assert "hot water" in best(index, "But never use hot water.")
        end = time.monotonic() + 5 * short_lock
        while True:
            try:
                build_index(after, FakeEmbedder(), machine("next"))
                break
            except IndexBusyError:
                assert time.monotonic() < end
                time.sleep(0.1)
        assert "ice water" in best(OpenIndex(after, NoEmbedder(), machine("new")), "never use ice")
        server = machine("old").server
        server.sweep()
        whole = {name for version in server.versions() for name in version.names.values()}
        assert process.names() - {LOCK} == whole


def clear(process: ChromaProcess, keep: Corpus, place: ServerPlace) -> None:
    """Remove every collection but those of one corpus' version."""
    contents = contents_of(keep)
    version = place.server.newest(ingredients(keep, contents, FakeEmbedder()))
    assert version is not None
    client = process.client
    for name in process.names() - set(version.names.values()):
        client.delete_collection(name)


def test_server_killed_and_restarted(
    machine: MakePlace, small: Corpus, process: ChromaProcess, tmp_path: Path
) -> None:
    """After kill -9 what was built is there, for open indexes and new ones; no build is needed."""
    build_index(small, FakeEmbedder(), machine("one"))
    index = OpenIndex(small, NoEmbedder(), machine("one"))
    vector = FakeEmbedder().encode_questions(["hands"])[0]
    before = index.nearest_sentences(vector, "en", 9)
    process.restart()
    assert index.nearest_sentences(vector, "en", 9) == before
    assert build_index(small, NoEmbedder(), machine("two"))[1] == 0
    again = OpenIndex(small, NoEmbedder(), machine("two"))
    assert again.nearest_sentences(vector, "en", 9) == before
    stored = again.stored_vectors(in_language(SENTENCES, "en"))
    assert stored.keys() == {f"{p}#{n}" for p, n, _ in before}


class ServerKiller(FakeEmbedder):
    """Kills the server while it embeds."""

    def __init__(self, process: ChromaProcess) -> None:
        super().__init__()
        self._process = process

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Kill the server and go on."""
        self._process.kill()
        return super().encode_passages(texts)


def test_server_killed_under_a_builder(
    machine: MakePlace, small: Corpus, process: ChromaProcess, tmp_path: Path, short_lock: float
) -> None:
    """The builder says the server is gone; the old version is whole when it comes back."""
    build_index(small, FakeEmbedder(), machine("one"))
    after = made_corpus(tmp_path / "after", NEW, LATVIAN)
    with pytest.raises(IndexServerError, match="does not answer"):
        build_index(after, ServerKiller(process), machine("two"))
    process.start()
    assert "hot water" in best(OpenIndex(small, NoEmbedder(), machine("one")), "use hot water")
    time.sleep(short_lock)
    build_index(after, FakeEmbedder(), machine("two"))
    assert "ice water" in best(OpenIndex(after, NoEmbedder(), machine("one")), "use ice water")


def test_server_down_under_a_replica(
    machine: MakePlace, process: ChromaProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the bank answers goes on; what needs the server is an error and never a refusal."""
    monkeypatch.setattr(served, "CHECK_SECONDS", 0.0)
    corpus = write_banked(tmp_path / "corpus")
    build_index(load_corpus(corpus), FakeEmbedder(), machine("one"))
    bot = bot_at(corpus, machine("one"), tmp_path)
    before = [bot.ask(question) for question in (BANKED, SEARCHED)]
    assert [answer.status for answer in before] == ["answered", "answered"]
    process.kill()
    for _ in range(3):
        assert bot.ask(BANKED) == before[0]
        with pytest.raises(IndexServerError, match="does not answer"):
            bot.ask(SEARCHED)
    with pytest.raises(IndexServerError, match="does not answer"):
        bot_at(corpus, machine("two"), tmp_path).warm_up()
    process.start()
    assert bot.ask(SEARCHED) == before[1]


EDITION = (
    "Edition {n} says: wash your hands before you start.\n\n"
    "Edition {n} says: use warm water.\n\nEdition {n} says: call us about bleeding.\n"
)


def edition(tmp_path: Path, number: int) -> Path:
    """Write documents whose every passage names its edition."""
    return write_corpus(tmp_path / str(number), Draft("a", EDITION.format(n=number)))


class Replica(threading.Thread):
    """A machine with documents of its own, asked all the time.

    Attributes:
        seen: The edition each answer came from.
        wrong: What went wrong; it then stops asking.
    """

    def __init__(self, name: str, place: ServerPlace, tmp_path: Path, documents: Path) -> None:
        super().__init__()
        self._stop_asking = threading.Event()
        self._corpus = tmp_path / f"{name}.corpus"
        self.seen: list[int] = []
        self.wrong: Exception | None = None
        self.change_to(documents)
        self._bot = bot_at(self._corpus, place, tmp_path)

    def change_to(self, documents: Path) -> None:
        """Change its documents in one step, as operators do: by a link."""
        fresh = self._corpus.with_suffix(".new")
        fresh.symlink_to(documents)
        fresh.replace(self._corpus)

    def run(self) -> None:
        """Ask until told to stop."""
        while not self._stop_asking.wait(0.01):
            try:
                found = self._bot.explain("Edition says wash hands, use warm water?")
                texts = {candidate.passage.text for candidate in found.candidates}
                (edition,) = {int(word) for t in texts for word in t.split() if word.isdigit()}
            except Exception as error:
                self.wrong = error
                return
            self.seen.append(edition)

    def wait_for(self, edition: int) -> None:
        """Wait until it has answered from this edition."""
        end = time.monotonic() + 60
        while self.wrong is None and edition not in self.seen:
            assert time.monotonic() < end
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop asking."""
        self._stop_asking.set()
        self.join()


def test_readers_during_rebuilds(
    machine: MakePlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Replicas asked all the time never fail and never mix, while documents and index change."""
    monkeypatch.setattr(served, "CHECK_SECONDS", 0.1)
    monkeypatch.setattr(server_module, "KEPT", 2)
    builder = machine("builder")

    first = edition(tmp_path, 0)
    build_index(load_corpus(first), FakeEmbedder(), builder)
    replicas = [Replica(name, machine(name), tmp_path, first) for name in ("one", "two")]
    for replica in replicas:
        replica.start()
    try:
        for replica in replicas:
            replica.wait_for(0)
        for number in (1, 2):
            fresh = edition(tmp_path, number)
            # First on the server, then to the machines: there is always a version to go by.
            build_index(load_corpus(fresh), FakeEmbedder(), builder)
            for replica in replicas:
                replica.change_to(fresh)
            for replica in replicas:
                replica.wait_for(number)
            # So often that versions in use are removed under the replicas.
            for _ in range(2):
                build_index(load_corpus(fresh), FakeEmbedder(), builder, force=True)
    finally:
        for replica in replicas:
            replica.stop()
    for replica in replicas:
        assert replica.wrong is None
        assert replica.seen == sorted(replica.seen)
        assert {0, 1, 2} == set(replica.seen)


def test_version_removed_under_a_replica(machine: MakePlace, tmp_path: Path) -> None:
    """A question that finds its version gone is answered from the newest one."""
    corpus = write_banked(tmp_path / "corpus")
    loaded = load_corpus(corpus)
    build_index(loaded, FakeEmbedder(), machine("one"))
    place = machine("two")
    bot = bot_at(corpus, place, tmp_path)
    before = bot.ask(SEARCHED)
    place._checked = time.monotonic() + 3600  # it has just looked, and will not notice itself
    for _ in range(KEPT):
        build_index(loaded, FakeEmbedder(), machine("one"), force=True)
    assert bot.ask(SEARCHED) == before


def test_version_removed_while_a_replica_opens_it(
    machine: MakePlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is found and then gone before it is read is not the end: there is a newer one."""
    corpus = write_banked(tmp_path / "corpus")
    loaded = load_corpus(corpus)
    build_index(loaded, FakeEmbedder(), machine("one"))
    bot = bot_at(corpus, machine("two"), tmp_path)
    server, builds = machine("two").server, iter(range(KEPT))
    read = server.read_vectors

    def read_late(version: server_module.ServedVersion) -> dict[str, Vectors]:
        for _ in builds:
            build_index(loaded, FakeEmbedder(), machine("one"), force=True)
        return read(version)

    monkeypatch.setattr(server, "read_vectors", read_late)
    assert bot.ask(SEARCHED).status == "answered"
    assert list(builds) == []


def test_last_version_removed_under_a_replica(
    machine: MakePlace, process: ChromaProcess, tmp_path: Path
) -> None:
    """With nothing left on the server the bank goes on; the rest says what to do."""
    corpus = write_banked(tmp_path / "corpus")
    build_index(load_corpus(corpus), FakeEmbedder(), machine("one"))
    bot = bot_at(corpus, machine("two"), tmp_path)
    before = bot.ask(BANKED)
    for name in process.names():
        process.client.delete_collection(name)
    for _ in range(2):
        with pytest.raises(IndexMissingError, match="quotewell index build"):
            bot.ask(SEARCHED)
        assert bot.ask(BANKED) == before
    build_index(load_corpus(corpus), FakeEmbedder(), machine("one"))
    assert bot.ask(SEARCHED).status == "answered"


def test_forced_build_reaches_replicas_without_a_question_waiting(
    machine: MakePlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer version of the same documents is made ready behind the questions' back."""
    monkeypatch.setattr(served, "CHECK_SECONDS", 0.0)
    corpus = write_banked(tmp_path / "corpus")
    build_index(load_corpus(corpus), FakeEmbedder(), machine("one"))
    live = LiveIndex(corpus, machine("two"), NoEmbedder())
    old = live.get()
    version, _ = build_index(load_corpus(corpus), FakeEmbedder(), machine("one"), force=True)
    end = time.monotonic() + 10
    while live.get() is old:
        assert time.monotonic() < end
        time.sleep(0.01)
    assert live.get().version.name == version.name


def test_server_is_not_asked_at_every_question(machine: MakePlace, tmp_path: Path) -> None:
    """Between two looks at the server, a question the bank answers costs no request at all."""
    corpus = write_banked(tmp_path / "corpus")
    build_index(load_corpus(corpus), FakeEmbedder(), machine("one"))
    place = machine("one")
    bot = bot_at(corpus, place, tmp_path)
    bot.ask(BANKED)

    def unwanted(*_: object, **__: object) -> Never:
        raise AssertionError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FastAPI, "_make_request", unwanted)
        patch.setattr(place, "_checked", time.monotonic() + 60)
        for _ in range(20):
            bot.ask(BANKED)


def test_disk_of_a_replica_that_takes_no_more(
    machine: MakePlace, small: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine without room for its parts says so, and leaves nothing half made."""
    build_index(small, FakeEmbedder(), machine("one"))

    def full(*_: object, **__: object) -> Never:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(served, "write_parts", full)
        with pytest.raises(IndexStoreError, match=r"cannot be written.*No space left"):
            OpenIndex(small, FakeEmbedder(), machine("two"))
    assert list((tmp_path / "two" / "server" / "versions").iterdir()) == []
    OpenIndex(small, FakeEmbedder(), machine("two"))
