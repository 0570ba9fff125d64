"""For any text: spans are exact, ordered, disjoint and cover all but white space."""

import tempfile
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Document, Section, Span, load_corpus
from corpus.content import find_sections
from corpus.manifest import Content
from corpus.sentences import split_sentences
from index.passages import split_passages
from tests.support import Draft, write_corpus

WORDS = {
    "en": ("hands", "Wash", "if", "But", "Dr.", "e.g.", "No.", "p.m.", "3.50", "it’s", "(so)"),
    "lv": ("rokas", "Ārsts", "ja", "Bet", "Dr.", "piem.,", "u.c.", "t.i.", "plkst.", "Nr.", "7."),
}
ODD = ("“Yes,”", "says", "„Jā!”", "«nē»", "2010.", "gada", "😀", "👩\u200d⚕️")
ODD += ("e\u0301", "a\u0304", "\u200b", "\ufb01")
ENDS = (".", "?", "!", "…", "...", ".”", "?!", ":", "—", "")
GAPS = (" ", " ", " ", "\u00a0", "  ", "\n", "\n\n", "\n \u00a0\n", "\t")


def texts(language: str, line_end: str = "\n") -> st.SearchStrategy[str]:
    """Return texts of words, marks and gaps as documents have them, and worse."""
    word = st.sampled_from(WORDS[language] + ODD)
    part = st.tuples(word, st.sampled_from(ENDS), st.sampled_from(GAPS))
    texts = st.lists(part, min_size=1, max_size=40).map(lambda ps: "".join(map("".join, ps)))
    return texts.map(lambda text: text.replace("\n", line_end))


def check(text: str, sections: tuple[Section, ...], content: Span) -> None:
    """Check everything a quote relies on."""
    spans = [p.span for section in sections for p in section.paragraphs]
    inner = [s for section in sections for p in section.paragraphs for s in p.sentences]
    for found in (spans, inner):
        for one, after in pairwise(found):
            assert one.end <= after.start
        for span in found:
            words = text[span.start : span.end]
            assert words == words.strip() != ""
        left = set(range(content.start, content.end))
        left.difference_update(*(range(span.start, span.end) for span in found))
        assert "".join(text[i] for i in sorted(left)).strip() == ""
        assert content.covers(Span(found[0].start, found[-1].end))


@pytest.mark.parametrize("language", ["en", "lv"])
@given(data=st.data())
def test_sections_of_generated_documents(language: str, data: st.DataObject) -> None:
    """Clutter around generated content stays out, and none of the content is lost."""
    body = unicodedata.normalize("NFC", data.draw(texts(language)))
    text = f"Menu\n\nSTART.\n\n{body}\n\nSTOP.\n\nRelated\n"
    content = Content(start="START.", end="STOP.")
    whole = Span(text.index("START."), text.index("STOP.") + len("STOP."))
    check(text, find_sections(text, content, language), whole)


@pytest.mark.parametrize("language", ["en", "lv", "ru"])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_sentences_of_any_characters(language: str, text: str) -> None:
    """Control characters, odd spaces and rare scripts do not break a span."""
    first = len(text) - len(text.lstrip())
    paragraph = Span(first, first + len(text.strip()))
    found = split_sentences(text, paragraph, language)
    left = set(range(paragraph.start, paragraph.end))
    left.difference_update(*(range(span.start, span.end) for span in found))
    assert "".join(text[i] for i in sorted(left)).strip() == ""
    assert list(found) == sorted(found)
    assert all(one.end <= after.start for one, after in pairwise(found))
    assert all(text[s.start : s.end].strip() == text[s.start : s.end] for s in found)


def loaded(draft: Draft) -> Document:
    """Write a corpus of one document to a fresh directory and load it."""
    with tempfile.TemporaryDirectory() as directory:
        return load_corpus(write_corpus(Path(directory), draft))[draft.id]


@pytest.mark.parametrize("language", ["en", "lv"])
@given(data=st.data())
def test_files_with_windows_line_ends(language: str, data: st.DataObject) -> None:
    """Through the loader: CRLF and unnormalised files, cut exactly, and like their LF twins."""
    body = data.draw(texts(language, "\r\n"))
    raw = f"Menu\r\n\r\nSTART.\r\n\r\n{body}\r\n\r\nSTOP.\r\nRelated\r\n"
    document = loaded(Draft("a", raw, language=language, start="START.", end="STOP."))
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n"))
    assert document.text == text
    whole = Span(text.index("START."), text.index("STOP.") + len("STOP."))
    check(document.text, document.sections, whole)


@pytest.mark.parametrize("language", ["en", "lv"])
@given(data=st.data())
def test_passages_of_generated_documents(language: str, data: st.DataObject) -> None:
    """Passages hold every sentence once, in order, within a section and the word limit."""
    bodies = data.draw(st.lists(texts(language), min_size=1, max_size=4))
    text = "\n\n".join(f"Head{i}\n\n{body}" for i, body in enumerate(bodies))
    text = unicodedata.normalize("NFC", f"START.\n\n{text}\n\nAdvert\n\nSTOP.\n")
    headings = tuple(f"# Head{i}" for i in range(len(bodies)))
    content = Content(start="START.", end="STOP.", headings=headings, drop=("Advert",))
    sections = find_sections(text, content, language)
    document = Document("a", "T", "P", language, text, sections)
    passages = split_passages(document)
    expected = [s for p in document.paragraphs() for s in p.sentences]
    assert [s for passage in passages for s in passage.sentences] == expected
    for passage in passages:
        assert "Advert" not in passage.text
        assert not any(f"Head{i}" in passage.text for i in range(len(bodies)))
        words = sum(len(sentence.split()) for sentence in passage.sentence_texts)
        assert words <= 120 or len(passage.sentences) == 1
