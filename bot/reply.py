"""An answer as other programs get it: one JSON object.

``ask --json``, ``batch`` and the HTTP API all make theirs here, so they cannot differ, and the
API's description of itself is made from the same types.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from bot.answer import Answer, Quote, Status
from bot.llm.summary import Summary
from bot.safeguarding.notices import Category, Notice
from bot.summary_reply import SummaryReply
from corpus.translation import Status as TranslationStatus
from corpus.translation import Translation
from index.passages import SECTION_SEPARATOR


class TranslationReply(BaseModel):
    """An aid for reading a quote; whoever shows it says its status and shows the quote too."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Annotated[str, Field(description="ISO 639-1 code of the translation.")]
    text: str
    status: Annotated[
        TranslationStatus, Field(description="`reviewed` exactly when the next two are there.")
    ]
    reviewed_by: str | None
    reviewed: Annotated[date | None, Field(description="The day of the review.")]

    @classmethod
    def of(cls, translation: Translation) -> "TranslationReply":
        """Return ``translation`` for other programs."""
        review = translation.review
        return cls(
            language=translation.language,
            text=translation.text,
            status=review.status,
            reviewed_by=review.by,
            reviewed=review.on,
        )


class QuoteReply(BaseModel):
    """A quote, the document's own characters, and where they stand."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    document: Annotated[str, Field(description="The document's id.")]
    title: str
    section: Annotated[str, Field(description="The headings above, outermost first, with “ › ”.")]
    language: Annotated[str, Field(description="ISO 639-1 code of the quoted words.")]
    start: Annotated[
        int, Field(ge=0, description="Offset in the document's text, in Unicode code points.")
    ]
    end: Annotated[int, Field(gt=0, description="Offset just after the last code point.")]
    page: Annotated[
        int | None, Field(ge=1, description="Page of the original file it begins on, if known.")
    ] = None
    reviewed_by: Annotated[
        str | None, Field(description="Who found the document right for this clinic, if said.")
    ] = None
    reviewed: Annotated[date | None, Field(description="When.")] = None
    review_until: Annotated[
        date | None, Field(description="Last day the review holds, if it ends.")
    ] = None
    review_overdue: Annotated[bool, Field(description="Whether that day is past.")] = False

    translation: Annotated[
        TranslationReply | None,
        Field(description="Into the question's language, if the quote is in another."),
    ]

    @classmethod
    def of(cls, quote: Quote, language: str) -> "QuoteReply":
        """Return ``quote`` for other programs, to be read by somebody who asked in ``language``.

        Raises:
            UnverifiedError: If it is not in its document at that place.
        """
        translation = quote.translation(language)
        return cls(
            text=quote.verified_text(),
            document=quote.document,
            title=quote.source.title,
            section=SECTION_SEPARATOR.join(quote.section),
            language=quote.language,
            start=quote.start,
            end=quote.end,
            translation=TranslationReply.of(translation) if translation else None,
            page=quote.page,
            reviewed_by=quote.source.reviewed_by,
            reviewed=quote.source.reviewed,
            review_until=quote.source.review_until,
            review_overdue=quote.source.review_overdue(date.today()),
        )


class NoticeReply(BaseModel):
    """The clinic's own words for somebody who may be in trouble; never a document's."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    category: Category
    text: str


class Reply(BaseModel):
    """The whole answer to one question."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str | int | None, Field(description="As given; absent if none was.")] = None
    question: Annotated[str, Field(description="As given.")]
    language: Annotated[str, Field(description="ISO 639-1 code of the question.")]
    status: Annotated[
        Status, Field(description="`answered` exactly when there are quotes, else `not_found`.")
    ]
    confidence: Annotated[
        float,
        Field(ge=0, le=1, description="Estimated probability that the documents answer it."),
    ]
    quotes: Annotated[tuple[QuoteReply, ...], Field(description="Best first.")]
    summary: Annotated[
        SummaryReply | None,
        Field(description="Of the quotes, never instead of them; null without a language model."),
    ]
    notices: Annotated[
        tuple[NoticeReply, ...], Field(description="To be shown above everything else.")
    ]
    pointer: Annotated[
        str | None,
        Field(
            description="The clinic's words for a topic known not covered: where to turn, or "
            "a reply to a greeting or thanks."
        ),
    ]
    assumed: Annotated[
        str | None, Field(description="The earlier question this one was taken to go on from.")
    ]
    elapsed_ms: Annotated[float, Field(ge=0, description="Milliseconds the answering took.")]

    def as_json(self) -> dict[str, Any]:
        """Return the fields in their order, without an id that was not given."""
        return self.model_dump(mode="json", exclude_unset=True)


def reply_to(
    question: str,
    answer: Answer,
    seconds: float,
    given: str | int | None = None,
    summary: Summary | None = None,
) -> Reply:
    """Return ``answer`` for other programs; each quote is checked once more.

    Args:
        question: As it was asked.
        answer: What the bot said.
        seconds: How long that took.
        given: The asker's own name for the question, if there is one.
        summary: Of the answer's quotes.

    Raises:
        UnverifiedError: If a quote is not in its document, or the summary cites no quote.
    """
    return Reply(
        **({} if given is None else {"id": given}),
        question=question,
        language=answer.language,
        status=answer.status,
        confidence=round(answer.confidence, 4),
        quotes=tuple(QuoteReply.of(quote, answer.language) for quote in answer.quotes),
        summary=SummaryReply.of(summary, answer.quotes) if summary else None,
        notices=notices_of(answer.notices),
        pointer=answer.pointer.words if answer.pointer else None,
        assumed=answer.assumed,
        elapsed_ms=round(seconds * 1000, 1),
    )


def notices_of(notices: Iterable[Notice]) -> tuple[NoticeReply, ...]:
    """Return the clinic's notices for other programs."""
    return tuple(NoticeReply(category=one.category, text=one.text) for one in notices)
