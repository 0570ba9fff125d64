"""Manifest, documents and question bank: a valid corpus, or an error of our own."""

import json
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fuzz_support import ANY_TEXT, DEEP, ODD_TEXT, broken, ours, reshaped, toml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus import Corpus, Span, load_corpus
from corpus.binding import whole_quote
from corpus.content import find_sections
from corpus.lint import lint_corpus
from corpus.manifest import Content
from corpus.sentences import split_sentences
from corpus.translation import digest
from index.passages import split_passages
from tests.support import ENGLISH, LATVIAN, write_corpus

MANIFEST: dict[str, Any] = {
    "document": [
        {
            "id": "care",
            "file": "care.txt",
            "title": "Wound care",
            "publisher": "A clinic",
            "language": "en",
            "licence": "For tests",
            "published": "2024-01-01",
            "url": "https://clinic.invalid/",
            "content": {
                "start": "Wash your hands",
                "end": "within an hour.",
                "drop": [],
                "headings": ["# When to call"],
            },
        }
    ],
    "suggestions": {"en": ["May I wash it?"]},
    "theme": [{"name": {"en": "Washing"}, "questions": {"en": ["May I wash it?"]}}],
}
ANSWERED: dict[str, Any] = {
    "answered": [
        {
            "anchor": "Use warm water.",
            "urgent": False,
            "origin": "form 2026-11-22",
            "reviewed_by": "A. Ozola",
            "reviewed": date(2026, 11, 22),
            "questions": {"en": ["Warm or cold?"], "lv": ["Vai siltu?"]},
        }
    ]
}
UNANSWERED: dict[str, Any] = {
    "unanswered": [
        {
            "topic": "cost",
            "trap": True,
            "origin": "model ollama:llama3 2026-11-22",
            "reviewed_by": "A. Ozola",
            "reviewed": date(2026, 11, 23),
            "questions": {"en": ["What does it cost?"]},
        }
    ],
    "topic": [{"id": "cost", "name": {"en": "Costs"}, "pointer": "desk"}],
    "pointer": {"desk": {"en": "Ask at the desk.", "lv": "Jautājiet reģistratūrā."}},
}
TRANSLATED: dict[str, Any] = {
    "status": "machine draft",
    "translated": [
        {
            "source": "Use warm water.",
            "sha256": digest("Use warm water."),
            "text": "Lieto siltu ūdeni.",
            "status": "machine draft",
        },
    ],
}


def check_corpus(corpus: Corpus | None) -> None:
    """Check what every loaded corpus promises."""
    if corpus is None:
        return
    assert len(corpus)
    for document in corpus.values():
        sentences = [s for p in document.paragraphs() for s in p.sentences]
        assert sentences
        assert [s for p in split_passages(document) for s in p.sentences] == sentences
        assert all(document.slice(s) == document.slice(s).strip() != "" for s in sentences)
        for language in ("lv", "en"):
            for sentence in sentences:
                translation = document.translation(sentence, language)
                assert translation is None or translation.text.strip()
    assert all(lint_corpus(corpus))
    for question in corpus.bank.questions:
        assert question.text.strip()
        assert (question.document is None) == (question.anchor is None) == bool(question.topic)
        if question.document is not None and question.anchor is not None:
            assert question.anchor.end <= len(corpus[question.document].text)


def load_with(place: Path, name: str, data: bytes) -> None:
    """Load a corpus whose file ``name`` holds ``data``, and check it."""
    directory = write_corpus(place / "corpus", ENGLISH, LATVIAN)
    (directory / "questions").mkdir(exist_ok=True)
    (directory / "questions" / "care.toml").write_text(toml(ANSWERED), encoding="utf-8")
    (directory / "questions" / "unanswered.toml").write_text(toml(UNANSWERED), encoding="utf-8")
    (directory / "translations").mkdir(exist_ok=True)
    (directory / "translations" / "care.lv.toml").write_text(toml(TRANSLATED), encoding="utf-8")
    (directory / name).write_bytes(data)
    check_corpus(ours(lambda: load_corpus(directory)))


def test_starting_points_are_valid(place: Path) -> None:
    """What the tests below break is whole before."""
    directory = write_corpus(place / "corpus", ENGLISH)
    (directory / "manifest.toml").write_text(toml(MANIFEST), encoding="utf-8")
    (directory / "questions").mkdir(exist_ok=True)
    (directory / "questions" / "care.toml").write_text(toml(ANSWERED), encoding="utf-8")
    (directory / "questions" / "unanswered.toml").write_text(toml(UNANSWERED), encoding="utf-8")
    (directory / "translations").mkdir(exist_ok=True)
    (directory / "translations" / "care.lv.toml").write_text(toml(TRANSLATED), encoding="utf-8")
    corpus = load_corpus(directory)
    assert len(corpus.bank.questions) == 3
    assert corpus["care"].translated("Use warm water.", "lv")
    check_corpus(corpus)


@given(broken(toml(MANIFEST).encode()))
def test_broken_manifest(place: Path, data: bytes) -> None:
    """Bytes in the wrong place."""
    load_with(place, "manifest.toml", data)


@given(reshaped(MANIFEST))
@example({**MANIFEST, "document": [{**MANIFEST["document"][0], "file": "a\0b"}]})
@example({**MANIFEST, "document": [{**MANIFEST["document"][0], "file": "x" * 5000}]})
@example({**MANIFEST, "document": [{**MANIFEST["document"][0], "file": "."}]})
def test_reshaped_manifest(place: Path, value: object) -> None:
    """Values of the wrong kind, keys missing or unknown."""
    load_with(place, "manifest.toml", toml(value).encode())


@pytest.mark.parametrize(
    "name",
    [
        *("manifest.toml", "questions/care.toml", "questions/unanswered.toml"),
        "translations/care.lv.toml",
    ],
)
@pytest.mark.parametrize("text", DEEP)
def test_deep_nesting(place: Path, name: str, text: str) -> None:
    """More brackets than a parser can hold."""
    load_with(place, name, text.encode())


@given(broken(ENGLISH.text.encode()))
def test_broken_document(place: Path, data: bytes) -> None:
    """A document that was cut, or is not UTF-8."""
    load_with(place, "care.txt", data)


@given(broken(toml(ANSWERED).encode()))
def test_broken_bank(place: Path, data: bytes) -> None:
    """Bytes in the wrong place, among the answered questions."""
    load_with(place, "questions/care.toml", data)


@given(reshaped(ANSWERED))
def test_reshaped_bank(place: Path, value: object) -> None:
    """Values of the wrong kind, among the answered questions."""
    load_with(place, "questions/care.toml", toml(value).encode())


@given(broken(toml(TRANSLATED).encode()))
def test_broken_translations(place: Path, data: bytes) -> None:
    """Bytes in the wrong place, among the translations."""
    load_with(place, "translations/care.lv.toml", data)


@given(reshaped(TRANSLATED))
def test_reshaped_translations(place: Path, value: object) -> None:
    """Values of the wrong kind, among the translations."""
    load_with(place, "translations/care.lv.toml", toml(value).encode())


@given(reshaped(UNANSWERED))
def test_reshaped_topics(place: Path, value: object) -> None:
    """Likewise among the unanswered ones and their topics."""
    load_with(place, "questions/unanswered.toml", toml(value).encode())


LINES = st.lists(ODD_TEXT | st.sampled_from(["", "But wait.", "„Bet,” saka Dr. X.", "plkst. 9.00"]))


@given(LINES, st.data(), st.sampled_from(["en", "lv", "zz"]))
def test_any_text_with_any_markers(lines: list[str], data: st.DataObject, language: str) -> None:
    """Sections are in order and hold no dropped line, or a marker is said to be missing."""
    text = "\n".join(lines)
    pick = st.sampled_from([*lines, "x"]) | ANY_TEXT
    fields = {
        "start": data.draw(pick),
        "end": data.draw(pick),
        "drop": data.draw(st.lists(pick, max_size=2)),
        "headings": [f"# {one}" for one in data.draw(st.lists(pick, max_size=2))],
    }
    try:
        content = Content.model_validate(fields)
    except ValueError:
        return
    sections = ours(lambda: find_sections(text, content, language)) or ()
    last = 0
    for paragraph in (p for section in sections for p in section.paragraphs):
        assert last <= paragraph.span.start
        last = paragraph.span.end
        assert text[paragraph.span.start : last] not in {one.strip() for one in content.drop}


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    st.sampled_from(["en", "lv", "zz"]),
)
def test_sentences_of_any_text(text: str, language: str) -> None:
    """Ordered, disjoint, and together everything but white space."""
    spans = split_sentences(text, Span(0, len(text)), language)
    assert "".join("".join(text[s.start : s.end].split()) for s in spans) == "".join(text.split())
    assert all(one.end <= other.start for one, other in pairwise(spans))


@given(st.lists(ODD_TEXT, min_size=1, max_size=12), st.data(), st.sampled_from(["en", "lv", "zz"]))
def test_binding_only_widens(sentences: list[str], data: st.DataObject, language: str) -> None:
    """A whole quote holds what was wanted, inside its passage; widening it changes nothing."""
    last = data.draw(st.integers(0, len(sentences) - 1))
    first = data.draw(st.integers(0, last))
    wider = whole_quote(sentences, first, last, language)
    assert 0 <= wider[0] <= first <= last <= wider[1] < len(sentences)
    assert whole_quote(sentences, *wider, language) == wider


@settings(max_examples=30)
@given(reshaped(MANIFEST))
def test_errors_name_the_file(place: Path, value: object) -> None:
    """Whatever is wrong with a manifest, the message begins with where."""
    directory = write_corpus(place / "named", ENGLISH)
    (directory / "manifest.toml").write_text(toml(value), encoding="utf-8")
    try:
        load_corpus(directory)
    except ValueError:
        raise
    except Exception as error:  # which kind, the other tests tell
        assert str(directory) in str(error), json.dumps(value)
