"""What a document is once it is loaded: one text, and exact spans into it.

Nothing here holds a second copy of any words. A section, a paragraph and a sentence
are pairs of offsets into :attr:`Document.text`, so a quote cut with them can only
ever be the document's own characters.
"""

import hashlib
from bisect import bisect_right
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


@dataclass(frozen=True, slots=True)
class Original:
    """The file a document's text was taken from.

    Attributes:
        file: Its path, relative to the corpus directory.
        sha256: Hex SHA-256 of its bytes.
        pages: Offset in the text at which each page begins; empty where there are none.
        text_sha256: Hex SHA-256 of the text those offsets belong to.
    """

    file: str
    sha256: str
    pages: tuple[int, ...] = ()
    text_sha256: str | None = None

    def __post_init__(self) -> None:
        """Refuse pages that do not follow each other, or belong to no text."""
        if list(self.pages) != sorted(self.pages) or self.pages[:1] not in ((), (0,)):
            msg = "pages begin at 0 and follow each other"
            raise ValueError(msg)
        if self.pages and self.text_sha256 is None:
            msg = "pages need the text_sha256 of the text they were counted in"
            raise ValueError(msg)


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
        original: The file the text was taken from, if it was taken from one.
        reviewed_by: Who found it right for this corpus, if anybody did.
        reviewed: When.
        review_until: Last day that review holds, if it ends.
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
    original: Original | None = None
    reviewed_by: str | None = None
    reviewed: date | None = None
    review_until: date | None = None

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

    def page_of(self, span: Span) -> int | None:
        """Return the page of the original on which ``span`` begins, from 1.

        None where the original has no pages, or the text was edited since they were counted.
        """
        if self.original is None or self.original.text_sha256 != self.sha256:
            return None
        return bisect_right(self.original.pages, span.start) or None

    def review_overdue(self, today: date) -> bool:
        """Tell whether the review's last day is past."""
        return self.review_until is not None and self.review_until < today

    @cached_property
    def sha256(self) -> str:
        """Hex SHA-256 of the text in UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()
