"""What the bot may say: quotes, or that the documents do not answer.

The promise is kept by the types. A :class:`Quote` whose text is not the document's at its
offsets cannot be constructed; an :class:`Answer` is answered if and only if it has quotes.
Whoever shows a quote calls :meth:`Quote.verified_text`, which checks once more.
"""

from dataclasses import dataclass, field
from typing import Literal

from bot.errors import UnverifiedError
from bot.safeguarding.notices import Notice
from corpus import Document, Span
from corpus.bank import Pointer
from corpus.translation import Translation

Status = Literal["answered", "not_found"]
ANSWERED: Status = "answered"
NOT_FOUND: Status = "not_found"


@dataclass(frozen=True)
class Quote:
    """Whole sentences of one document, to the character.

    Attributes:
        source: The document quoted.
        section: The headings above the quote, outermost first.
        start: Offset of its first code point in the document's text.
        end: Offset just after its last one.
        text: ``source.text[start:end]``, and nothing else.
    """

    source: Document = field(repr=False)
    section: tuple[str, ...]
    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        """Refuse a quote that is not one."""
        self.verified_text()

    @classmethod
    def cut(cls, source: Document, section: tuple[str, ...], span: Span) -> "Quote":
        """Quote ``span`` of ``source``."""
        return cls(source, section, span.start, span.end, source.slice(span))

    def verified_text(self) -> str:
        """Return the text after comparing it with the document again.

        Raises:
            UnverifiedError: If it differs. It is then not shown at all.
        """
        in_range = 0 <= self.start < self.end <= len(self.source.text)
        if not in_range or self.source.text[self.start : self.end] != self.text:
            msg = f"not in {self.source.id} at {self.start}-{self.end}; it was not shown"
            raise UnverifiedError(msg)
        return self.text

    @property
    def document(self) -> str:
        """The document's id."""
        return self.source.id

    @property
    def language(self) -> str:
        """ISO 639-1 code of the quoted words."""
        return self.source.language

    def translation(self, language: str) -> Translation | None:
        """Return an aid for readers of ``language``: never shown as, or instead of, the quote."""
        return self.source.translation(Span(self.start, self.end), language)

    @property
    def page(self) -> int | None:
        """Page of the original on which it begins, from 1; None where that is not known."""
        return self.source.page_of(Span(self.start, self.end))

    def words(self) -> int:
        """Count the words, by white space."""
        return len(self.text.split())


@dataclass(frozen=True)
class Nearest:
    """A section that comes near a question the documents do not answer.

    Attributes:
        document: Its document's id.
        title: Its document's title.
        heading: Its heading; the title for text before the first heading.
        language: ISO 639-1 code of the heading.
        start: Offset of the section's first code point, to open the source there.
    """

    document: str
    title: str
    heading: str
    language: str
    start: int


@dataclass(frozen=True)
class Answer:
    """The bot's whole answer to one question.

    Attributes:
        status: ``answered`` or ``not_found``.
        quotes: Best first; empty exactly when nothing was found.
        language: ISO 639-1 code of the question.
        confidence: Estimated probability, 0-1, that the documents answer the question.
        nearest: Where to look instead; only when nothing was found.
        topic: Id of the known topic the documents do not cover, if it is one.
        pointer: The operator's words for that topic, such as where to turn; or None.
        assumed: The earlier question this one was taken to go on from; or None.
        notices: The operator's words for somebody who may be in trouble, never the documents'.
    """

    status: Status
    quotes: tuple[Quote, ...]
    language: str
    confidence: float
    nearest: tuple[Nearest, ...] = ()
    topic: str | None = None
    pointer: Pointer | None = None
    assumed: str | None = None
    notices: tuple[Notice, ...] = ()

    def __post_init__(self) -> None:
        """Hold the two-outcome promise."""
        if (self.status == ANSWERED) != bool(self.quotes):
            msg = f"an answer with status {self.status!r} and {len(self.quotes)} quotes"
            raise ValueError(msg)
        if self.status not in (ANSWERED, NOT_FOUND) or not 0 <= self.confidence <= 1:
            msg = f"status {self.status!r}, confidence {self.confidence}"
            raise ValueError(msg)
