"""Building: what is embedded again, what makes an index stale, who may build, full disks."""

import errno
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Never

import numpy as np
import pytest

from corpus import Corpus, load_corpus
from index import disk, layout, parts, records
from index.bank_model import BankModel
from index.build import build_index
from index.embedder import BATCH, Vectors
from index.errors import IndexBusyError, IndexMissingError, IndexStaleError, IndexStoreError
from index.store import OpenIndex
from tests.bot.bot_support import write_banked
from tests.support import ENGLISH, LATVIAN, Draft, FakeEmbedder, copied, made_corpus, write_corpus


def texts_of(corpus: Corpus) -> set[str]:
    """Return every text an index of ``corpus`` embeds."""
    contents = records.contents_of(corpus)
    return {record.embedded for rows in contents.collections.values() for record in rows}


def test_every_text_is_embedded_once(small: Corpus, fake: FakeEmbedder, tmp_path: Path) -> None:
    """A first build embeds each different text once, counts them and tells of progress."""
    seen: list[tuple[int, int]] = []
    version, count = build_index(
        small, fake, tmp_path / "index", progress=lambda done, total: seen.append((done, total))
    )
    assert sorted(fake.embedded) == sorted(texts_of(small))
    assert count == len(fake.embedded)
    assert seen[-1] == (count, count)
    assert layout.current_version(tmp_path / "index") == version
    assert layout.read_meta(version).passages == len(records.contents_of(small).passages)


def test_progress_is_told_after_every_batch(tmp_path: Path, fake: FakeEmbedder) -> None:
    """Progress never stands still for long, never goes back, and ends at all."""
    text = " ".join(f"Sentence number {i} has got about ten words." for i in range(2 * BATCH))
    draft = Draft("a", text + " The end.", start="Sentence number 0", end="The end.")
    seen: list[tuple[int, int]] = []
    _, count = build_index(
        made_corpus(tmp_path / "corpus", draft),
        fake,
        tmp_path / "index",
        progress=lambda done, total: seen.append((done, total)),
    )
    steps = [done for done, _ in seen]
    assert all(0 < b - a <= BATCH for a, b in zip([0, *steps], steps, strict=False))
    assert {total for _, total in seen} == {count}
    assert steps[-1] == count > 2 * BATCH


def test_current_index_is_left_alone(
    pristine: tuple[Corpus, Path], fake: FakeEmbedder, tmp_path: Path
) -> None:
    """A second build of the same documents embeds nothing and keeps the version."""
    corpus, built = pristine
    directory = copied(built, tmp_path / "index")
    before = layout.current_version(directory)
    assert build_index(corpus, fake, directory) == (before, 0)
    assert fake.embedded == []


def test_forced_build_embeds_everything_anew(
    pristine: tuple[Corpus, Path], fake: FakeEmbedder, tmp_path: Path
) -> None:
    """With force nothing is reused, and the version is a new one."""
    corpus, built = pristine
    directory = copied(built, tmp_path / "index")
    before = layout.current_version(directory)
    version, count = build_index(corpus, fake, directory, force=True)
    assert version != before
    assert count == len(texts_of(corpus))


def test_edited_paragraph_alone_is_embedded_again(small: Corpus, tmp_path: Path) -> None:
    """After an edit only texts that were not there before are embedded; the answer is new."""
    directory = tmp_path / "index"
    build_index(small, FakeEmbedder(), directory)
    path = small.directory / "care.txt"
    path.write_text(ENGLISH.text.replace("never use hot water", "never use ice water at all"))
    after = load_corpus(small.directory)
    fake = FakeEmbedder()
    _, count = build_index(after, fake, directory)
    assert sorted(fake.embedded) == sorted(texts_of(after) - texts_of(small))
    assert 0 < count < len(texts_of(after)) / 2
    index = OpenIndex(after, fake, directory)
    vector = fake.encode_questions(["But never use ice water at all."])[0]
    (passage, number, cosine), *_ = index.nearest_sentences(vector, "en", 1)
    assert "ice water" in index.contents.by_id[passage].sentence_texts[number]
    assert cosine == pytest.approx(1, abs=1e-4)
    stored = index.stored_vectors("passages")
    for key, passage_ in index.contents.by_id.items():
        expected = fake.encode_passages([passage_.embedded_text()])[0]
        assert stored[key] == pytest.approx(expected, abs=1e-5)
    index.close()


def test_a_bank_is_fitted_when_it_changed_and_only_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new document keeps the fitted bank; a new question, or force, does not."""
    corpus, directory = write_banked(tmp_path / "corpus"), tmp_path / "index"
    build_index(load_corpus(corpus), FakeEmbedder(), directory)
    fits: list[int] = []
    fit = BankModel.fit

    def counted(*arguments: Any) -> BankModel:  # noqa: ANN401 - handed through
        fits.append(1)
        return fit(*arguments)

    monkeypatch.setattr(BankModel, "fit", counted)
    before = OpenIndex(load_corpus(corpus), FakeEmbedder(), directory)
    write_corpus(corpus, ENGLISH, LATVIAN, Draft("more", "Drink water. Rest for a day."))
    build_index(load_corpus(corpus), FakeEmbedder(), directory)
    after = OpenIndex(load_corpus(corpus), FakeEmbedder(), directory)
    assert not fits
    vector = FakeEmbedder().encode_questions(["cold water?"])[0]
    assert before.bank is not None
    assert after.bank is not None
    old, new = (one.view("cold water?", vector) for one in (before.bank, after.bank))
    assert np.array_equal(old.similarity, new.similarity)
    assert len(new.probability) == len(after.contents.passages) > len(old.probability)
    assert np.array_equal(old.probability, new.probability[: len(old.probability)])
    before.close()
    after.close()
    build_index(load_corpus(corpus), FakeEmbedder(), directory, force=True)
    assert len(fits) == 1
    path = corpus / "questions" / "care.toml"
    path.write_text(path.read_text("utf-8").replace("Can I use cold", "May I use cold"), "utf-8")
    build_index(load_corpus(corpus), FakeEmbedder(), directory)
    assert len(fits) == 2


@pytest.mark.parametrize(
    ("name", "old", "new", "changed"),
    [
        ("care.txt", "warm water", "cold water", "documents"),
        ("care.txt", "stop within an hour.\n", "stop within an hour.\nFooter\n", "documents"),
        ("manifest.toml", "Wound care", "Caring for wounds", "manifest"),
        ("manifest.toml", "For tests", "Public domain", "manifest"),
        ("manifest.toml", "# When to call", "## When to call", None),
        ("manifest.toml", "[[document]]", "# a remark\n[[document]]", None),
    ],
)
def test_edits_that_matter_make_the_index_stale(
    pristine: tuple[Corpus, Path], tmp_path: Path, name: str, old: str, new: str, changed: str
) -> None:
    """An edit of a document or of what is shown with it is refused by name; a remark is not."""
    directory = write_corpus(tmp_path / "corpus", ENGLISH, LATVIAN)
    text = (directory / name).read_text(encoding="utf-8")
    assert old in text
    (directory / name).write_text(text.replace(old, new), encoding="utf-8")
    if changed:
        with pytest.raises(IndexStaleError, match=f"{changed}.*quotewell index build"):
            OpenIndex(load_corpus(directory), FakeEmbedder(), pristine[1])
    else:
        OpenIndex(load_corpus(directory), FakeEmbedder(), pristine[1]).close()


@pytest.mark.parametrize(
    "embedder",
    [FakeEmbedder("other"), FakeEmbedder(passage_prefix="text: ")],
    ids=["model", "prefix"],
)
def test_other_model_or_prefix_makes_the_index_stale(
    pristine: tuple[Corpus, Path], tmp_path: Path, embedder: FakeEmbedder
) -> None:
    """Vectors of another model or prefix are neither searched nor reused."""
    corpus, built = pristine
    with pytest.raises(IndexStaleError, match=r"changed: model\)"):
        OpenIndex(corpus, embedder, built)
    assert build_index(corpus, embedder, copied(built, tmp_path / "i"))[1] == len(texts_of(corpus))


@pytest.mark.parametrize("package", ["chromadb", "bm25s", "simplemma"])
def test_other_version_makes_the_index_stale(
    pristine: tuple[Corpus, Path], monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    """An index written by another version of a library is not opened."""
    true = records.version
    monkeypatch.setattr(records, "version", lambda p: "0" if p == package else true(p))
    with pytest.raises(IndexStaleError, match=package):
        OpenIndex(pristine[0], FakeEmbedder(), pristine[1])


def test_index_not_built_yet(small: Corpus, fake: FakeEmbedder, tmp_path: Path) -> None:
    """Without an index the error says how to build one."""
    with pytest.raises(IndexMissingError, match="quotewell index build"):
        OpenIndex(small, fake, tmp_path / "nowhere")


def test_old_versions_are_swept(tmp_path: Path, fake: FakeEmbedder) -> None:
    """The version in use and the one before are kept; older and partial ones go."""
    made = []
    for text in ("One is here.", "Two is here.", "Three is here."):
        draft = Draft("a", text)
        made.append(build_index(made_corpus(tmp_path / "c", draft), fake, tmp_path / "index")[0])
        (tmp_path / "index" / "versions" / "left.partial").mkdir()
    build_index(load_corpus(tmp_path / "c"), fake, tmp_path / "index", force=True)
    left = list((tmp_path / "index" / "versions").iterdir())
    assert len(left) == layout.KEPT
    assert set(left) == {layout.current_version(tmp_path / "index"), made[-1]}


def test_nothing_to_build_is_tidied_up_too(tmp_path: Path, fake: FakeEmbedder) -> None:
    """What a killed builder left goes, even where the index was current all the time."""
    corpus = made_corpus(tmp_path / "c", Draft("a", "One is here."))
    build_index(corpus, fake, tmp_path / "index")
    (tmp_path / "index" / "versions" / "left.partial").mkdir()
    assert build_index(corpus, fake, tmp_path / "index")[1] == 0
    assert not list((tmp_path / "index" / "versions").glob("*.partial"))


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


def test_second_builder_is_told_to_wait(small: Corpus, tmp_path: Path) -> None:
    """While one process builds, another gets a clear error at once; afterwards all is well."""
    blocked = BlockedEmbedder()
    first = threading.Thread(target=build_index, args=(small, blocked, tmp_path / "index"))
    first.start()
    assert blocked.started.wait(10)
    with pytest.raises(IndexBusyError, match=r"Another process is building.*Wait") as caught:
        build_index(small, FakeEmbedder(), tmp_path / "index")
    assert str(tmp_path / "index") in str(caught.value)
    blocked.let_go.set()
    first.join()
    assert build_index(small, FakeEmbedder(), tmp_path / "index")[1] == 0


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (parts.np, "savez"),
        (disk.shutil, "copytree"),
        (parts.LexicalIndex, "save"),
        (layout, "seal"),
        (layout, "_flush"),
        (layout, "switch_to"),
    ],
)
def test_full_disk_keeps_the_old_index(
    pristine: tuple[Corpus, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    module: object,
    name: str,
) -> None:
    """Whatever write fails, the error says so and the old index goes on being used."""
    directory = copied(pristine[1], tmp_path / "index")
    changed = made_corpus(tmp_path / "corpus", ENGLISH)

    def full(*_: object, **__: object) -> Never:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(module, name, full)
        with pytest.raises(IndexStoreError, match=r"No space left on device.*still in use"):
            build_index(changed, FakeEmbedder(), directory)
    OpenIndex(pristine[0], FakeEmbedder(), directory).close()
    assert not list((directory / "versions").glob("*.partial"))
    version, _ = build_index(changed, FakeEmbedder(), directory)
    assert layout.current_version(directory) == version
