"""What a document is once it is loaded: one text, and exact spans into it.

Nothing here holds a second copy of any words. A section, a paragraph and a sentence
are pairs of offsets into :attr:`Document.text`, so a quote cut with them can only
ever be the document's own characters.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from corpus.translation import Review, Translation, digest


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range ``[start, end)`` of code points in a document's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse empty and reversed ranges: nobody can quote nothing."""
        if not 0 <= self.start < self.end:
            msg = f"not a span: [{self.start}, {self.end})"
            raise ValueError(msg)

    def covers(self, other: "Span") -> bool:
        """Tell whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlap(self, other: "Span") -> int:
        """Count the code points the two spans share."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: its span, and its sentences in reading order."""

    span: Span
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Consecutive paragraphs under one heading.

    Attributes:
        path: The headings from the outermost to this one; empty before the first heading.
        paragraphs: The section's paragraphs, in reading order.
    """

    path: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]

    @property
    def heading(self) -> str:
        """The innermost heading, or an empty string before the first one."""
        return self.path[-1] if self.path else ""


@dataclass(frozen=True)
class Document:
    """A reviewed document.

    Attributes:
        id: Short stable name, unique in the corpus.
        title: As published.
        publisher: Who published it, as far as known.
        language: ISO 639-1 code of the text.
        text: The file's text, NFC. All offsets count its code points.
        sections: The quotable content; everything outside it is page clutter.
        published: Date on the page, if it states one.
        retrieved: Date it was fetched, if known.
        url: Where it was published, if known.
        licence: Under what terms it may be shown, in words.
        translations: Of its sentences and headings, by language and by the source's digest.
    """

    id: str
    title: str
    publisher: str
    language: str
    text: str = field(repr=False)
    sections: tuple[Section, ...] = field(repr=False)
    published: date | None = None
    retrieved: date | None = None
    url: str | None = None
    licence: str = ""
    translations: Mapping[str, Mapping[str, Translation]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Check that the spans are ordered, disjoint and inside the text.

        Raises:
            ValueError: If they are not; a document like that must not exist.
        """
        last = 0
        for paragraph in self.paragraphs():
            inner = paragraph.span.start
            for sentence in paragraph.sentences:
                if sentence.start < inner or not paragraph.span.covers(sentence):
                    msg = f"{self.id}: sentence {sentence} out of order or outside its paragraph"
                    raise ValueError(msg)
                inner = sentence.end
            if paragraph.span.start < last or paragraph.span.end > len(self.text):
                msg = f"{self.id}: paragraph {paragraph.span} out of order or outside the text"
                raise ValueError(msg)
            last = paragraph.span.end
        if self.language in self.translations:
            msg = f"{self.id}: translated into its own language"
            raise ValueError(msg)

    def paragraphs(self) -> Iterator[Paragraph]:
        """Iterate over all paragraphs, in reading order."""
        for section in self.sections:
            yield from section.paragraphs

    def slice(self, span: Span) -> str:
        """Return the document's own characters in ``span``."""
        return self.text[span.start : span.end]

    def translated(self, words: str, language: str) -> Translation | None:
        """Return the translation of one sentence, heading or the title, if there is one."""
        return self.translations.get(language, {}).get(digest(words))

    def translation(self, span: Span, language: str) -> Translation | None:
        """Return the translation of whole sentences; None unless each of them has one.

        Paragraphs stay apart, with an empty line between them.
        """
        inside = [
            [one for one in paragraph.sentences if span.covers(one)]
            for paragraph in self.paragraphs()
            if paragraph.span.overlap(span)
        ]
        flat = [one for sentences in inside for one in sentences]
        if not flat or (flat[0].start, flat[-1].end) != (span.start, span.end):
            return None
        reviews: list[Review] = []
        paragraphs: list[str] = []
        for sentences in inside:
            found = [self.translated(self.slice(one), language) for one in sentences]
            known = [one for one in found if one is not None]
            if len(known) < len(found):
                return None
            reviews += [one.review for one in known]
            paragraphs.append(" ".join(one.text for one in known))
        return Translation(language, "\n\n".join(paragraphs), Review.of_all(reviews))

    @cached_property
    def sha256(self) -> str:
        """Hex SHA-256 of the text in UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()
