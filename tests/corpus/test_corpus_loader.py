"""The corpus as a mapping, what a document refuses to be, and noticing edits."""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from corpus import Corpus, Document, Paragraph, Section, Span, load_corpus
from tests.support import ENGLISH, LATVIAN, Draft, made_corpus, write_corpus


def test_corpus_keeps_the_manifests_order(tmp_path: Path) -> None:
    """Documents, ids and languages come in the order the manifest gives."""
    corpus = made_corpus(tmp_path, LATVIAN, ENGLISH)
    assert list(corpus) == ["kopsana", "care"]
    assert corpus.languages == ("lv", "en")
    assert len(corpus) == 2
    assert corpus["care"].title == "Wound care"


def test_optional_fields_are_read(tmp_path: Path) -> None:
    """Dates and address reach the document."""
    path = write_corpus(tmp_path, ENGLISH) / "manifest.toml"
    extra = 'published = 2022-03-02\nretrieved = 2024-01-05\nurl = "https://example.org/a"\n'
    manifest = path.read_text(encoding="utf-8")
    path.write_text(manifest.replace("\n[document.content]", f"{extra}\n[document.content]"))
    document = load_corpus(tmp_path)["care"]
    assert document.published == date(2022, 3, 2)
    assert document.retrieved == date(2024, 1, 5)
    assert document.url == "https://example.org/a"


def test_untouched_corpus_is_current(small: Corpus) -> None:
    """Files nobody touched are as they were read."""
    assert small.is_current()


def test_touching_nothing_but_another_file_keeps_it_current(small: Corpus) -> None:
    """A file the manifest does not name is none of the corpus' business."""
    (small.directory / "notes.txt").write_text("Draft")
    assert small.is_current()


@pytest.mark.parametrize("name", ["care.txt", "kopsana.txt", "manifest.toml"])
@pytest.mark.parametrize("edit", ["append", "touch", "delete", "replace"])
def test_edits_are_noticed(small: Corpus, name: str, edit: str) -> None:
    """A file longer, newer, gone or replaced makes the loaded corpus out of date."""
    path = small.directory / name
    status = path.stat()
    if edit == "append":
        path.write_bytes(path.read_bytes() + b"\n")
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    elif edit == "touch":
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1_000_000))
    elif edit == "delete":
        path.unlink()
    else:
        other = path.with_suffix(".new")
        other.write_bytes(path.read_bytes())
        os.utime(other, ns=(0, 0))
        other.replace(path)
    assert not small.is_current()


def test_edit_while_loading_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file changed after it was stamped and before it was read makes the corpus stale."""
    directory = write_corpus(tmp_path, ENGLISH)
    read = Path.read_bytes

    def edit_then_read(path: Path) -> bytes:
        if path.name == "care.txt":
            path.write_text(ENGLISH.text + "\n")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", edit_then_read)
    assert not load_corpus(directory).is_current()


def test_twin_ids_are_refused(small: Corpus) -> None:
    """A corpus put together by hand cannot hold two documents of one id."""
    with pytest.raises(ValueError, match="share an id"):
        Corpus((small["care"], small["care"]), small.directory, (), small.bank)


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 3), (-1, 2)])
def test_empty_and_reversed_spans_are_refused(start: int, end: int) -> None:
    """A span holds at least one character."""
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


def test_span_arithmetic() -> None:
    """Covering includes the edges, overlap counts shared characters."""
    assert Span(2, 6).covers(Span(2, 6))
    assert not Span(2, 6).covers(Span(1, 3))
    assert Span(2, 6).overlap(Span(4, 9)) == 2
    assert Span(2, 6).overlap(Span(6, 9)) == 0


@pytest.mark.parametrize(
    "paragraphs",
    [
        [Paragraph(Span(0, 5), (Span(3, 5), Span(0, 2)))],
        [Paragraph(Span(0, 5), (Span(0, 3), Span(2, 5)))],
        [Paragraph(Span(0, 5), (Span(0, 6),))],
        [Paragraph(Span(5, 9), (Span(5, 9),)), Paragraph(Span(0, 4), (Span(0, 4),))],
        [Paragraph(Span(0, 6), (Span(0, 6),)), Paragraph(Span(5, 9), (Span(5, 9),))],
        [Paragraph(Span(0, 99), (Span(0, 9),))],
    ],
)
def test_document_with_wrong_spans_cannot_exist(
    tmp_path: Path, paragraphs: list[Paragraph]
) -> None:
    """Spans out of order, overlapping or outside the text are refused."""
    good: Document = made_corpus(tmp_path, Draft("a", "0123456789"))["a"]
    with pytest.raises(ValueError, match="out of order or outside"):
        replace(good, sections=(Section((), tuple(paragraphs)),))
