"""The documents as other programs get them, to check quotes for themselves."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from corpus import Document, Section, Span


class SpanReply(BaseModel):
    """A range of a document's text: `start` to just before `end`, in Unicode code points."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(gt=0)]

    @classmethod
    def of(cls, span: Span) -> "SpanReply":
        """Return ``span`` for other programs."""
        return cls(start=span.start, end=span.end)


class SectionReply(BaseModel):
    """The paragraphs under one heading."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: Annotated[
        tuple[str, ...], Field(description="The headings, outermost first; none before the first.")
    ]
    heading: Annotated[str, Field(description="The innermost one; empty before the first.")]
    paragraphs: tuple[SpanReply, ...]

    @classmethod
    def of(cls, section: Section) -> "SectionReply":
        """Return ``section`` for other programs."""
        return cls(
            path=section.path,
            heading=section.heading,
            paragraphs=tuple(SpanReply.of(paragraph.span) for paragraph in section.paragraphs),
        )


class DocumentEntry(BaseModel):
    """A reviewed document, as the manifest describes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    publisher: str
    language: Annotated[str, Field(description="ISO 639-1 code.")]
    published: Annotated[date | None, Field(description="Date on the page, if it states one.")]
    url: Annotated[str | None, Field(description="Where it was published, if known.")]
    licence: Annotated[str, Field(description="Under what terms it may be shown, in words.")]
    reviewed_by: Annotated[
        str | None, Field(description="Who found it right for this clinic, if said.")
    ] = None
    reviewed: Annotated[date | None, Field(description="When.")] = None
    review_until: Annotated[
        date | None, Field(description="Last day the review holds, if it ends.")
    ] = None
    review_overdue: Annotated[bool, Field(description="Whether that day is past.")] = False
    characters: Annotated[int, Field(ge=1, description="Unicode code points of its text.")]


class DocumentReply(DocumentEntry):
    """A reviewed document with its text."""

    text: Annotated[
        str,
        Field(
            description="The `start` and `end` of quotes and spans are Unicode code points of "
            "this very text (not bytes, not UTF-16 units). It is in Unicode NFC; do not "
            "normalise it again."
        ),
    ]
    sha256: Annotated[
        str,
        Field(
            pattern="^[0-9a-f]{64}$",
            description="Of `text` in UTF-8; that of the reviewed file too, where that is "
            "NFC in UTF-8 without a byte order mark.",
        ),
    ]
    content: Annotated[
        tuple[SpanReply, ...],
        Field(description="What can be quoted, in order; the rest is the page's clutter."),
    ]
    sections: Annotated[
        tuple[SectionReply, ...], Field(description="The same, by the document's headings.")
    ]


def _described(document: Document) -> dict[str, object]:
    return {
        "id": document.id,
        "title": document.title,
        "publisher": document.publisher,
        "language": document.language,
        "published": document.published,
        "url": document.url,
        "licence": document.licence,
        "reviewed_by": document.reviewed_by,
        "reviewed": document.reviewed,
        "review_until": document.review_until,
        "review_overdue": document.review_overdue(date.today()),
        "characters": len(document.text),
    }


def entry_of(document: Document) -> DocumentEntry:
    """Return what there is to know of a document but its text."""
    return DocumentEntry.model_validate(_described(document))


def document_reply(document: Document) -> DocumentReply:
    """Return everything there is to know of a document."""
    return DocumentReply.model_validate(
        {
            **_described(document),
            "text": document.text,
            "sha256": document.sha256,
            "content": [SpanReply.of(paragraph.span) for paragraph in document.paragraphs()],
            "sections": [SectionReply.of(section) for section in document.sections],
        }
    )
