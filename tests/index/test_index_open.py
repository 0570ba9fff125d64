"""An open index: searching it, LangChain's retriever, private copies and their removal."""

import errno
import gc
import os
import shutil
from pathlib import Path
from typing import Never

import numpy as np
import pytest
from filelock import FileLock

from corpus import Corpus
from index import private_copy
from index.build import build_index
from index.errors import IndexDamagedError, IndexStoreError
from index.private_copy import ORPHAN_SECONDS
from index.store import OpenIndex
from tests.support import Draft, FakeEmbedder, made_corpus


@pytest.fixture
def opened(pristine: tuple[Corpus, Path], temporary: Path) -> OpenIndex:
    """The small index, opened with its copy in a directory of the test's own."""
    assert temporary.is_dir()
    return OpenIndex(pristine[0], FakeEmbedder(), pristine[1])


def test_every_sentence_finds_itself(opened: OpenIndex) -> None:
    """A sentence's own words lead to it, with a cosine of 1."""
    fake = FakeEmbedder()
    for passage in opened.contents.passages:
        for number, text in enumerate(passage.sentence_texts):
            vector = fake.encode_questions([text])[0]
            (found, *_) = opened.nearest_sentences(vector, passage.language, 3)
            assert found[:2] == (passage.id, number)
            assert found[2] == pytest.approx(1, abs=1e-4)
    opened.close()


def test_languages_are_kept_apart(opened: OpenIndex) -> None:
    """Only passages in the language asked for come back, and never more than there are."""
    vector = FakeEmbedder().encode_questions(["hands"])[0]
    assert opened.languages == ("en", "lv")
    for language in opened.languages:
        own = {p.id for p in opened.contents.passages if p.language == language}
        assert set(opened.nearest_passages(vector, language, 1000)) == own
        assert {p for p, _, _ in opened.nearest_sentences(vector, language, 1000)} == own
        assert set(opened.lexical_scores("hands rokas", language, 9)) <= own
    assert opened.lexical_scores("rokas", "lv", 9) != {}
    assert opened.lexical_scores("rokas", "en", 9) == {}
    opened.close()


def test_passage_unknown_to_the_documents_is_refused(opened: OpenIndex) -> None:
    """A row the documents do not have is never returned."""
    opened.contents.by_id.clear()
    with pytest.raises(IndexDamagedError, match="Rebuild"):
        opened.nearest_passages(FakeEmbedder().encode_questions(["hands"])[0], "en", 1)
    opened.close()


def test_retriever_returns_the_documents_own_words(opened: OpenIndex) -> None:
    """LangChain's retriever gives page contents that are slices of the documents."""
    found = opened.vector_store.as_retriever(search_kwargs={"k": 5}).invoke("stop the bleeding")
    assert len(found) == len(opened.contents.passages)
    for one in found:
        meta = one.metadata
        document = opened.corpus[meta["document"]]
        assert one.page_content == document.text[meta["start"] : meta["end"]]
        assert (meta["title"], meta["language"]) == (document.title, document.language)
    assert {one.metadata["section"] for one in found} == {"", "When to call"}
    opened.close()


def test_smallest_index(tmp_path: Path, fake: FakeEmbedder) -> None:
    """One document of one sentence can be built, opened and searched."""
    corpus = made_corpus(tmp_path / "corpus", Draft("a", "Wash your hands."))
    build_index(corpus, fake, tmp_path / "index")
    index = OpenIndex(corpus, fake, tmp_path / "index")
    vector = fake.encode_questions(["hands"])[0]
    assert len(index.nearest_passages(vector, "en", 9)) == 1
    assert list(index.lexical_scores("hands", "en", 9)) == ["a:0-16"]
    index.close()


def test_many_readers_at_once(pristine: tuple[Corpus, Path], temporary: Path) -> None:
    """Each opening has its own copy; closing one leaves the others working."""
    indexes = [OpenIndex(pristine[0], FakeEmbedder(), pristine[1]) for _ in range(3)]
    assert len(list(temporary.iterdir())) == 3
    indexes[0].close()
    vector = FakeEmbedder().encode_questions(["hands"])[0]
    assert indexes[1].nearest_passages(vector, "en", 1) == indexes[2].nearest_passages(
        vector, "en", 1
    )
    indexes[1].close()
    indexes[2].close()
    assert list(temporary.iterdir()) == []


def test_forgotten_index_closes_itself(pristine: tuple[Corpus, Path], temporary: Path) -> None:
    """Without close(), the copy goes when nobody uses the index any more."""
    index = OpenIndex(pristine[0], FakeEmbedder(), pristine[1])
    assert len(list(temporary.iterdir())) == 1
    del index
    gc.collect()
    assert list(temporary.iterdir()) == []


def test_copies_of_killed_processes_are_removed(
    pristine: tuple[Corpus, Path], temporary: Path
) -> None:
    """An old copy nobody holds goes at the next opening; one held, or young, stays."""
    places = {name: temporary / f"quotewell-open-{name}" for name in ("dead", "held", "young")}
    for name, place in places.items():
        (place / "chroma").mkdir(parents=True)
        (place / "lock").touch()
        if name != "young":
            then = place.stat().st_mtime - 2 * ORPHAN_SECONDS
            os.utime(place, (then, then))
    with FileLock(places["held"] / "lock"):
        OpenIndex(pristine[0], FakeEmbedder(), pristine[1]).close()
        assert not places["dead"].exists()
        assert places["held"].exists()
        assert places["young"].exists()


def test_no_room_for_the_copy(
    pristine: tuple[Corpus, Path], temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When temporary files have no room, the error says so and half a copy is removed."""

    def full(_: Path, target: Path) -> Never:
        target.mkdir()
        (target / "part").write_bytes(b"x")
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(private_copy.shutil, "copytree", full)
        with pytest.raises(IndexStoreError, match=r"No space left on device.*TMPDIR"):
            OpenIndex(pristine[0], FakeEmbedder(), pristine[1])
    assert list(temporary.iterdir()) == []
    shutil.rmtree(temporary)
    with pytest.raises(IndexStoreError, match="TMPDIR"):
        OpenIndex(pristine[0], FakeEmbedder(), pristine[1])


@pytest.mark.parametrize(
    ("question", "language", "words"),
    [
        ("Is it normal to bleed heavily?", "en", "But if you’re bleeding heavily"),
        ("How long should the dilator stay in?", "en", "for 10 minutes at a time"),
        ("Kāpēc vajag lubrikantu?", "lv", "tiek izmantots lubrikants"),
    ],
)
def test_real_model_finds_the_passage(
    real_index: OpenIndex, question: str, language: str, words: str
) -> None:
    """With the bundled model and the shipped documents a plain question finds its passage."""
    vector = real_index.vector_store.embeddings.embed_query(question)
    found = real_index.nearest_passages(np.array(vector, np.float32), language, 3)
    assert any(words in real_index.contents.by_id[passage].text for passage in found)
    docs = real_index.vector_store.as_retriever(search_kwargs={"k": 36}).invoke(question)
    texts = {passage.text for passage in real_index.contents.passages}
    assert {doc.page_content for doc in docs} <= texts
    assert not any("Two people kissing" in text for text in texts)
