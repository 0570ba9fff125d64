"""Review dates, pages of originals, and what lint and diff say about them."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from corpus import Corpus, ManifestError, Original, Span, load_corpus
from corpus.diff import changes, sentences_of
from corpus.lint import lint_corpus
from tests.support import ENGLISH, LATVIAN, made_corpus, write_corpus

TODAY = date(2026, 3, 2)


def with_keys(tmp_path: Path, keys: str = "", table: str = "") -> Path:
    """Write a corpus of one document with further keys, and a table below its content."""
    directory = write_corpus(tmp_path / "corpus", ENGLISH)
    path = directory / "manifest.toml"
    manifest = path.read_text(encoding="utf-8")
    manifest = manifest.replace("\n[document.content]", f"{keys}\n[document.content]") + table
    path.write_text(manifest, encoding="utf-8")
    return directory


def original(text: str, pages: str = "[0, 40]", data: bytes = b"%PDF") -> str:
    """Return a manifest's table for an original with two pages."""
    text_hash = hashlib.sha256(text.encode()).hexdigest()
    return (
        f'\n[document.original]\nfile = "originals/care.pdf"\npages = {pages}\n'
        f'sha256 = "{hashlib.sha256(data).hexdigest()}"\ntext_sha256 = "{text_hash}"\n'
    )


def test_review_holds_to_its_last_day(tmp_path: Path) -> None:
    """A review is overdue on the day after."""
    keys = 'reviewed_by = "Dr A"\nreviewed = 2025-03-02\nreview_until = 2026-03-02\n'
    document = load_corpus(with_keys(tmp_path, keys))["care"]
    assert (document.reviewed_by, document.reviewed) == ("Dr A", date(2025, 3, 2))
    assert not document.review_overdue(TODAY)
    assert document.review_overdue(date(2026, 3, 3))


def test_document_without_review_is_never_overdue(small: Corpus) -> None:
    """Nobody promised anything."""
    assert not small["care"].review_overdue(TODAY)


def test_review_that_ends_before_it_is_refused(tmp_path: Path) -> None:
    """The manifest says so, in words."""
    directory = with_keys(tmp_path, "reviewed = 2026-03-02\nreview_until = 2026-03-02\n")
    with pytest.raises(ManifestError, match="review_until must be later than reviewed"):
        load_corpus(directory)


def test_lint_names_overdue_reviews(tmp_path: Path) -> None:
    """Past its day, a review is a finding."""
    directory = with_keys(tmp_path, "review_until = 2020-01-01\n")
    assert any("review was due on 2020-01-01" in one for one in lint_corpus(load_corpus(directory)))


def test_pages_of_spans(tmp_path: Path) -> None:
    """A span is on the page where it begins; the last of several that begin there."""
    directory = with_keys(tmp_path, table=original(ENGLISH.text, "[0, 40, 60, 60]"))
    document = load_corpus(directory)["care"]
    assert document.page_of(Span(0, 50)) == 1
    assert document.page_of(Span(39, 41)) == 1
    assert document.page_of(Span(40, 41)) == 2
    assert document.page_of(Span(60, 61)) == 4


def test_edited_text_has_no_pages_and_lint_says_so(tmp_path: Path) -> None:
    """Offsets that belong to another text are not used."""
    directory = with_keys(tmp_path, table=original(ENGLISH.text + "more"))
    (directory / "originals").mkdir()
    (directory / "originals" / "care.pdf").write_bytes(b"%PDF")
    corpus = load_corpus(directory)
    assert corpus["care"].page_of(Span(0, 5)) is None
    findings = lint_corpus(corpus)
    assert "page numbers are not shown" in findings[0]


def test_lint_names_lost_and_changed_originals(tmp_path: Path) -> None:
    """The original is the one that was added, or it is a finding."""
    directory = with_keys(tmp_path, table=original(ENGLISH.text))
    assert "cannot be read" in "\n".join(lint_corpus(load_corpus(directory)))
    (directory / "originals").mkdir()
    (directory / "originals" / "care.pdf").write_bytes(b"%PDF other")
    assert "not the file that was added" in "\n".join(lint_corpus(load_corpus(directory)))
    (directory / "originals" / "care.pdf").write_bytes(b"%PDF")
    assert not any("original" in one for one in lint_corpus(load_corpus(directory)))


@pytest.mark.parametrize("pages", [(5,), (0, 9, 3)])
def test_pages_out_of_order_are_refused(tmp_path: Path, pages: tuple[int, ...]) -> None:
    """They begin at the text's start and follow each other."""
    with pytest.raises(ValueError, match="follow each other"):
        Original("a.pdf", "0" * 64, pages, "0" * 64)
    directory = with_keys(tmp_path, table=original(ENGLISH.text, str(list(pages))))
    with pytest.raises(ManifestError, match="follow each other"):
        load_corpus(directory)


def test_pages_need_their_text() -> None:
    """Without the text's hash nobody could tell whether they still hold."""
    with pytest.raises(ValueError, match="text_sha256"):
        Original("a.pdf", "0" * 64, (0, 3))


def test_unchanged_corpus_has_no_changes(small: Corpus) -> None:
    """Nothing is reported of nothing."""
    assert list(changes(sentences_of(small), small)) == []


def test_changes_name_sentences_and_stale_questions(tmp_path: Path) -> None:
    """Documents that came and went, sentences before and after, questions set aside."""
    before = sentences_of(made_corpus(tmp_path / "before", ENGLISH, LATVIAN))
    directory = with_keys(tmp_path)
    path = directory / "care.txt"
    path.write_text(ENGLISH.text.replace("Use warm water.", "Use cold water."))
    (directory / "questions").mkdir()
    (directory / "questions" / "care.toml").write_text(
        '[[answered]]\nanchor = "Use warm water."\nquestions.en = ["hot?", "warm?"]\n'
        '[[answered]]\nanchor = "Never there."\nquestions.en = ["what?"]\n'
    )
    found = list(changes(before, load_corpus(directory)))
    assert found == [
        "removed: kopsana",
        "changed: care",
        "  − Use warm water.",
        "  + Use cold water.",
        "set aside: 2 bank questions of care.toml: “Use warm water.”",
    ]
