"""The types that keep the promise: no quote but the document's words, no answer without one."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import ANSWERED, NOT_FOUND, Answer, Quote
from bot.errors import UnverifiedError
from corpus import Corpus, Document, Span


@pytest.fixture(scope="module")
def document(shipped: Corpus) -> Document:
    """The English article."""
    return shipped["is-anal-sex-safe"]


def a_quote(document: Document) -> Quote:
    """Quote the document's first sentence."""
    return Quote.cut(document, (), next(document.paragraphs()).sentences[0])


def test_a_quote_is_the_documents_characters(document: Document) -> None:
    """Cutting takes exactly the span."""
    quote = a_quote(document)
    assert quote.text == "Anal sex can be safe if you’re prepared for the experience"
    assert quote.verified_text() == document.text[quote.start : quote.end]


@pytest.mark.parametrize("change", ["Anal sex is safe", "", "ANAL SEX CAN BE SAFE", "x" * 10])
def test_other_words_cannot_be_quoted(document: Document, change: str) -> None:
    """A text that differs from the document's cannot become a quote."""
    quote = a_quote(document)
    with pytest.raises(UnverifiedError):
        dataclasses.replace(quote, text=change)


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 5), (9, 3), (0, 10**9)])
def test_offsets_outside_the_document_cannot_be_quoted(
    document: Document, start: int, end: int
) -> None:
    """Offsets that are no range of the document are refused."""
    with pytest.raises(UnverifiedError):
        Quote(document, (), start, end, document.text[start:end])


@given(at=st.integers(0, 57), letter=st.characters(categories=("L", "N", "P")))
def test_one_changed_character_is_noticed(shipped: Corpus, at: int, letter: str) -> None:
    """No single replaced character passes, a digit or a full stop included."""
    quote = a_quote(shipped["is-anal-sex-safe"])
    forged = quote.text[:at] + letter + quote.text[at + 1 :]
    if forged == quote.text:
        return
    with pytest.raises(UnverifiedError):
        dataclasses.replace(quote, text=forged)


def test_a_quote_is_checked_again_when_shown(document: Document) -> None:
    """A quote changed behind the constructor's back is not shown."""
    quote = a_quote(document)
    object.__setattr__(quote, "text", "Anal sex is always safe")
    with pytest.raises(UnverifiedError):
        quote.verified_text()


def test_answered_if_and_only_if_quoted(document: Document) -> None:
    """Neither an answer without a quote nor a refusal with one exists."""
    quote = a_quote(document)
    assert Answer(ANSWERED, (quote,), "en", 0.9).quotes
    assert not Answer(NOT_FOUND, (), "en", 0.1).quotes
    with pytest.raises(ValueError, match="0 quotes"):
        Answer(ANSWERED, (), "en", 0.9)
    with pytest.raises(ValueError, match="1 quotes"):
        Answer(NOT_FOUND, (quote,), "en", 0.1)


@pytest.mark.parametrize("confidence", [-0.1, 1.1, float("nan")])
def test_confidence_is_a_probability(confidence: float) -> None:
    """A confidence outside 0-1 is refused."""
    with pytest.raises(ValueError, match="confidence"):
        Answer(NOT_FOUND, (), "en", confidence)


def test_a_span_of_nothing_does_not_exist() -> None:
    """Empty and reversed spans cannot be constructed."""
    for start, end in ((3, 3), (4, 2), (-1, 2)):
        with pytest.raises(ValueError, match="not a span"):
            Span(start, end)
