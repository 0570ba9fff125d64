"""What a quote's card says of its source: its page, and that a review is overdue."""

import hashlib
from datetime import date

import pytest

from bot.answer import ANSWERED, Answer
from bot.printed import as_text
from bot.reply import QuoteReply
from bot.web.card import quote_html
from bot.web.catalogue import document_reply
from bot.web.escape import escaped
from corpus import Document, Original, Paragraph, Section, Span
from tests.web.fake_bot import cut

TEXT = "Wash your hands."
PAST, FUTURE = date(2020, 3, 2), date(9999, 1, 1)


def document(
    review_until: date | None = None, reviewed: date | None = None, reviewed_by: str | None = None
) -> Document:
    """Return a document of one sentence, on the second page of its original."""
    span = Span(0, len(TEXT))
    sections = (Section((), (Paragraph(span, (span,)),)),)
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    original = Original("originals/care.pdf", "0" * 64, (0, 0), digest)
    return Document(
        "care",
        "Care",
        "A clinic",
        "en",
        TEXT,
        sections,
        original=original,
        reviewed_by=reviewed_by,
        reviewed=reviewed,
        review_until=review_until,
    )


@pytest.mark.parametrize(
    ("language", "page", "due"),
    [
        ("en", "p. 2", "Its review was due on 2 March 2020."),
        ("lv", "2. lpp.", "Šo dokumentu bija paredzēts pārskatīt 2020. gada 2. martā."),
    ],
)
@pytest.mark.parametrize("kiosk", [True, False])
def test_card_says_page_and_overdue_review(language: str, page: str, due: str, kiosk: bool) -> None:
    """Both stand in the line of the source, in the visitor's language."""
    html = quote_html(cut(document(review_until=PAST), 0, len(TEXT)), language, kiosk=kiosk)
    assert f"<span>{escaped(page)}</span>" in html
    assert f'<span class="due">{escaped(due)}</span>' in html


@pytest.mark.parametrize("until", [None, FUTURE])
def test_card_is_silent_about_reviews_that_hold(until: date | None) -> None:
    """Only an overdue review is said; a text edited since has no pages."""
    quote = cut(document(review_until=until), 0, len(TEXT))
    assert "due" not in quote_html(quote, "en", kiosk=False)


def test_copied_citation_has_the_page() -> None:
    """Whoever checks a quote finds it on paper."""
    html = quote_html(cut(document(), 0, len(TEXT)), "en", kiosk=False)
    assert escaped("A clinic: Care, p. 2") in html


def test_other_programs_get_page_and_review() -> None:
    """The JSON of a quote, and of the document, has the page and the dates."""
    reviewed = document(reviewed_by="Dr A", reviewed=date(2019, 3, 2), review_until=PAST)
    fields = QuoteReply.of(cut(reviewed, 0, len(TEXT)), "en").model_dump(mode="json")
    assert fields["page"] == 2
    review = {
        "reviewed_by": "Dr A",
        "reviewed": "2019-03-02",
        "review_until": "2020-03-02",
        "review_overdue": True,
    }
    assert fields.items() >= review.items()
    assert document_reply(reviewed).model_dump(mode="json").items() >= review.items()
    plain = QuoteReply.of(cut(document(), 0, len(TEXT)), "en").model_dump(mode="json")
    assert (plain["review_until"], plain["review_overdue"]) == (None, False)


def test_terminal_says_them_too() -> None:
    """``ask`` shows the page and the overdue review."""
    quote = cut(document(review_until=PAST), 0, len(TEXT))
    lines = list(as_text(Answer(ANSWERED, (quote,), "en", 0.9)))
    assert lines[-2:] == ["  — A clinic: Care, p. 2", "  Its review was due on 2020-03-02."]
