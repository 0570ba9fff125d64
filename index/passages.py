"""Cut documents into passages: the units that are embedded, stored and retrieved.

A passage is a paragraph, or a few short neighbours of one section. A paragraph longer
than a passage may be (an encyclopedia article that is one paragraph) is cut between
sentences. Passages never cross a section, never tear what :mod:`corpus.binding` holds
together, and carry offsets instead of words wherever they can.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from corpus.binding import is_speech, qualifies
from corpus.document import Document, Section, Span

MAX_WORDS = 120
"""No passage has more words than this, unless one sentence alone does."""

JOIN_WORDS = 60
"""Neighbouring paragraphs are joined while together they stay within this many words."""

PIECE_WORDS = 45
"""A paragraph over ``MAX_WORDS`` is cut into pieces of about this many words."""

SECTION_SEPARATOR = " › "
"""Between the headings above a passage, where they are shown in one line."""

PIECE_SENTENCES = 3
"""...and of at most this many sentences."""


@dataclass(frozen=True)
class Passage:
    """A few whole sentences of one section of one document.

    Attributes:
        document: The document it belongs to.
        section: The section's headings, outermost first.
        sentences: Its sentences' spans, in reading order; never empty.
    """

    document: Document
    section: tuple[str, ...]
    sentences: tuple[Span, ...]

    def __post_init__(self) -> None:
        """Refuse a passage of nothing."""
        if not self.sentences:
            msg = f"{self.document.id}: a passage needs a sentence"
            raise ValueError(msg)

    @cached_property
    def span(self) -> Span:
        """From the first sentence's start to the last one's end."""
        return Span(self.sentences[0].start, self.sentences[-1].end)

    @cached_property
    def id(self) -> str:
        """Document id and offsets: unique, and the same as long as neither moves."""
        return f"{self.document.id}:{self.span.start}-{self.span.end}"

    @property
    def text(self) -> str:
        """The document's own characters, from the first sentence to the last."""
        return self.document.slice(self.span)

    @cached_property
    def sentence_texts(self) -> tuple[str, ...]:
        """The sentences' own characters."""
        return tuple(self.document.slice(span) for span in self.sentences)

    @property
    def language(self) -> str:
        """ISO 639-1 code of the document."""
        return self.document.language

    def embedded_text(self) -> str:
        """What is embedded: the passage under its title and innermost heading.

        Titles and headings help retrieval; they are never part of a quote.
        """
        heading = self.section[-1] if self.section else ""
        return "\n".join(part for part in (self.document.title, heading, self.text) if part)


def split_passages(document: Document) -> tuple[Passage, ...]:
    """Return the passages of ``document``: ordered, disjoint, holding every sentence once."""
    passages: list[Passage] = []
    for section in document.sections:
        runs = _join_short(document, section, list(_pieces(document, section)))
        passages += [Passage(document, section.path, run) for run in runs]
    return tuple(passages)


Run = tuple[Span, ...]


def _pieces(document: Document, section: Section) -> Iterator[Run]:
    """Yield each paragraph's sentences, cut into pieces where they are too many words."""
    for paragraph in section.paragraphs:
        if _words(document, paragraph.sentences) <= MAX_WORDS:
            yield paragraph.sentences
            continue
        piece: Run = ()
        for sentence in paragraph.sentences:
            grown = (*piece, sentence)
            full = len(grown) > PIECE_SENTENCES or _words(document, grown) > PIECE_WORDS
            torn = qualifies(document.slice(sentence), document.language)
            if piece and full and not (torn and _words(document, grown) <= MAX_WORDS):
                yield piece
                grown = (sentence,)
            piece = grown
        yield piece


def _join_short(document: Document, section: Section, pieces: list[Run]) -> Iterator[Run]:
    """Join neighbours: short ones, and any that would be torn from what it belongs to."""
    run: Run = ()
    for piece in pieces:
        opening = document.slice(piece[0])
        belongs = qualifies(opening, document.language) or is_speech(opening)
        limit = MAX_WORDS if belongs else JOIN_WORDS
        if run and not _may_join(document, section, run, piece):
            limit = 0
        if run and _words(document, run + piece) > limit:
            yield run
            run = ()
        run = run + piece
    if run:
        yield run


def _may_join(document: Document, section: Section, run: Run, piece: Run) -> bool:
    """Refuse to undo a cut inside a paragraph, and to take in clutter between two."""
    both = Span(run[-1].start, piece[0].end)
    cut = any(paragraph.span.covers(both) for paragraph in section.paragraphs)
    clutter = document.text[run[-1].end : piece[0].start].strip()
    return not cut and not clutter


def _words(document: Document, run: Run) -> int:
    return sum(len(document.slice(sentence).split()) for sentence in run)
