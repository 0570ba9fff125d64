"""Damaged files are noticed before anything reads them, and a build heals every case."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import Corpus
from index import layout
from index.build import build_index
from index.errors import IndexDamagedError, IndexMissingError, IndexStoreError
from index.store import OpenIndex
from tests.support import FakeEmbedder, copied

Harm = Callable[[Path], None]


def truncate(path: Path) -> None:
    """Cut a file in half."""
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def flip_first(path: Path) -> None:
    """Change a bit of the first byte."""
    data = bytearray(path.read_bytes())
    data[0] ^= 1
    path.write_bytes(data)


def flip_middle(path: Path) -> None:
    """Change a bit in the middle."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x10
    path.write_bytes(data)


def delete(path: Path) -> None:
    """Remove a file."""
    path.unlink()


def empty(path: Path) -> None:
    """Leave a file with nothing in it, as a crash of the machine can."""
    path.write_bytes(b"")


def grow(path: Path) -> None:
    """Add a byte to a file."""
    path.write_bytes(path.read_bytes() + b" ")


def snapshot(directory: Path) -> dict[str, bytes]:
    """Read every file under a directory."""
    return {str(p): p.read_bytes() for p in sorted(directory.rglob("*")) if p.is_file()}


HARMS: tuple[Harm, ...] = (truncate, flip_first, flip_middle, delete, empty, grow)


@pytest.mark.parametrize("harm", HARMS)
def test_harm_to_any_file_is_noticed(
    pristine: tuple[Corpus, Path], temporary: Path, tmp_path: Path, harm: Harm
) -> None:
    """Each file in turn is harmed; opening names it and leaves no copy behind."""
    corpus, built = pristine
    directory = copied(built, tmp_path / "index")
    version = layout.current_version(directory)
    files = [p for p in sorted(version.rglob("*")) if p.is_file()]
    assert len(files) > 15
    for path in files:
        whole = path.read_bytes()
        if not whole and harm is not delete and harm is not grow:
            continue
        harm(path)
        with pytest.raises(IndexDamagedError, match="quotewell index build") as caught:
            OpenIndex(corpus, FakeEmbedder(), directory)
        assert "meta" in path.name or path.name in str(caught.value)
        path.write_bytes(whole)
    assert list(temporary.iterdir()) == []
    OpenIndex(corpus, FakeEmbedder(), directory).close()


def test_file_too_many_is_noticed(pristine: tuple[Corpus, Path], tmp_path: Path) -> None:
    """A file nobody wrote there, such as a database journal, is damage too."""
    directory = copied(pristine[1], tmp_path / "index")
    (layout.current_version(directory) / "chroma" / "chroma.sqlite3-journal").write_bytes(b"x")
    with pytest.raises(IndexDamagedError, match="journal"):
        OpenIndex(pristine[0], FakeEmbedder(), directory)


META = {"fingerprint": "x", "ingredients": [], "passages": 1, "files": []}
GARBAGE = {
    "CURRENT": (b"", b"\n", b"\xff\xfe", b"a\0b", b"..", b".", b"/etc", b"../..", b"x" * 5000),
    "meta.json": (b"", b"null", b"[]", b"{}", b"\xff", b"[" * 100_000, json.dumps(META).encode()),
}


@pytest.mark.parametrize(
    ("name", "garbage"), [(name, garbage) for name, all_ in GARBAGE.items() for garbage in all_]
)
def test_garbage_is_damage_and_never_a_crash(
    pristine: tuple[Corpus, Path], tmp_path: Path, name: str, garbage: bytes
) -> None:
    """Whatever stands in CURRENT or meta.json, opening fails with Quotewell's own error."""
    directory = copied(pristine[1], tmp_path / "index")
    version = layout.current_version(directory)
    path = directory / name if name == "CURRENT" else version / name
    path.write_bytes(garbage)
    with pytest.raises(IndexDamagedError, match="quotewell index build"):
        OpenIndex(pristine[0], FakeEmbedder(), directory)


def lose_versions(directory: Path) -> None:
    """Move the versions away, as a careless cleaner might."""
    (directory / "versions").rename(directory / "moved")


def garble_pointer(directory: Path) -> None:
    """Write too long a name to CURRENT."""
    (directory / "CURRENT").write_bytes(b"x" * 5000)


def lose_pointer(directory: Path) -> None:
    """Delete CURRENT."""
    (directory / "CURRENT").unlink()


def garble_meta(directory: Path) -> None:
    """Write well-formed nonsense to meta.json."""
    (layout.current_version(directory) / "meta.json").write_text(json.dumps(META))


def harm_database(directory: Path) -> None:
    """Cut Chroma's database in half."""
    truncate(layout.current_version(directory) / "chroma" / "chroma.sqlite3")


def harm_vectors(directory: Path) -> None:
    """Flip a bit in the stored vectors, which a build would otherwise reuse."""
    flip_middle(layout.current_version(directory) / "vectors.npz")


@pytest.mark.parametrize(
    "harm",
    [lose_versions, garble_pointer, lose_pointer, garble_meta, harm_database, harm_vectors],
)
def test_build_heals(pristine: tuple[Corpus, Path], tmp_path: Path, harm: Harm) -> None:
    """An ordinary build makes a damaged index whole, with the vectors of an undamaged one."""
    corpus, built = pristine
    fake = FakeEmbedder()
    directory = copied(built, tmp_path / "index")
    harm(directory)
    with pytest.raises((IndexDamagedError, IndexMissingError)):
        OpenIndex(corpus, fake, directory)
    assert build_index(corpus, fake, directory)[1] > 0
    healed, whole = OpenIndex(corpus, fake, directory), OpenIndex(corpus, fake, built)
    for name in whole.contents.collections:
        one, other = healed.stored_vectors(name), whole.stored_vectors(name)
        assert one.keys() == other.keys()
        assert all(one[key] == pytest.approx(other[key], abs=1e-6) for key in one)
    healed.close()
    whole.close()


def test_opening_changes_no_byte(pristine: tuple[Corpus, Path], temporary: Path) -> None:
    """Opening, asking and closing leave every file as it was, and no copy behind."""
    corpus, directory = pristine
    before = snapshot(directory)
    index = OpenIndex(corpus, FakeEmbedder(), directory)
    assert len(list(temporary.iterdir())) == 1
    index.vector_store.similarity_search("bleeding", k=2)
    index.lexical_scores("bleeding", "en", 9)
    index.close()
    index.close()
    assert snapshot(directory) == before
    assert list(temporary.iterdir()) == []


def test_chroma_that_fails_is_an_index_error(
    pristine: tuple[Corpus, Path], temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file the hashes pass and Chroma does not leaves neither its error nor a copy."""
    monkeypatch.setattr(layout, "check_files", lambda version, meta: None)
    corpus, built = pristine
    directory = copied(built, temporary.parent / "index")
    (layout.current_version(directory) / "chroma" / "chroma.sqlite3").write_bytes(b"nonsense" * 99)
    with pytest.raises(IndexStoreError, match="cannot be opened"):
        OpenIndex(corpus, FakeEmbedder(), directory)
    assert list(temporary.iterdir()) == []
