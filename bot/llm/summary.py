"""What a summary is: statements, each with the sentences of the quotes it rests on.

A statement without a sentence behind it cannot be made, nor a summary without a statement.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answer import Quote
from corpus import Span

MAX_STATEMENTS = 4
MAX_CHARACTERS = 300
"""Of one statement; the longest sentence of the shipped documents has 222."""
MAX_CITES = 4
"""Of one statement; one short sentence hardly rests on more, and each costs time to check."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of a quote, as the model sees it and as it is checked against.

    Attributes:
        number: From 1, through all quotes.
        quote: Position of its quote in the answer, from 0.
        text: The document's own words.
        language: ISO 639-1 code of them.
        here: The same in the visitor's language: the sentence itself, or its translation
            (:mod:`corpus.translations`); None where there is none.
    """

    number: int
    quote: int
    text: str
    language: str
    here: str | None


@dataclass(frozen=True)
class Shown(Sentence):
    """A sentence of a quote that a visitor sees.

    Attributes:
        span: Its place in the document's text.
    """

    span: Span


def sentences_of(quotes: Sequence[Quote], language: str) -> tuple[Shown, ...]:
    """Number the sentences of ``quotes`` for a visitor who reads ``language``."""
    found: list[Shown] = []
    for position, quote in enumerate(quotes):
        quote.verified_text()
        whole = Span(quote.start, quote.end)
        for paragraph in quote.source.paragraphs():
            for span in paragraph.sentences:
                if whole.covers(span):
                    text = quote.source.slice(span)
                    here: str | None = text
                    if quote.language != language:
                        translation = quote.source.translated(text, language)
                        here = translation.text if translation else None
                    number = len(found) + 1
                    found.append(Shown(number, position, text, quote.language, here, span))
    return tuple(found)


@dataclass(frozen=True)
class Statement:
    """One sentence of a summary.

    Attributes:
        text: One line of plain text.
        cites: Numbers of the sentences it rests on, ascending, each once; at least one.
    """

    text: str
    cites: tuple[int, ...]

    def __post_init__(self) -> None:
        """Refuse words that rest on nothing."""
        if not self.text.strip() or not self.cites:
            msg = f"a statement of {len(self.text)} characters on {len(self.cites)} sentences"
            raise ValueError(msg)
        if list(self.cites) != sorted(set(self.cites)):
            msg = f"sentence numbers {self.cites}; they are ascending, each once"
            raise ValueError(msg)


@dataclass(frozen=True)
class Cite:
    """A sentence that a statement rests on, where it stands.

    Attributes:
        quote: Position of its quote in the answer, from 0.
        start: Offset of its first code point in the document's text.
        end: Offset just after its last one.
    """

    quote: int
    start: int
    end: int


@dataclass(frozen=True)
class Summary:
    """What may be shown above the quotes, never instead of them.

    Attributes:
        language: ISO 639-1 code of the statements.
        statements: In the model's order; at least one.
        cites: For each statement, where the sentences it rests on stand; in their order.
        model: ``PROVIDER:MODEL``, as the operator named it.
    """

    language: str
    statements: tuple[Statement, ...]
    cites: tuple[tuple[Cite, ...], ...]
    model: str

    def __post_init__(self) -> None:
        """Refuse a summary in which something rests on nothing."""
        if not self.statements or len(self.statements) > MAX_STATEMENTS:
            msg = f"a summary of {len(self.statements)} statements"
            raise ValueError(msg)
        numbers = [len(one.cites) for one in self.statements]
        if [len(places) for places in self.cites] != numbers:
            msg = "a statement of the summary rests on no place in the quotes"
            raise ValueError(msg)
