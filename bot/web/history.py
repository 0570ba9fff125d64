"""The conversation as the browser holds it, and what the server makes of it.

The server keeps nothing between two questions. The page sends the earlier turns along and
gets them back; of an answer they hold only places in documents. Whatever arrives may have
been written by anybody, so a turn that is malformed is dropped, and a quote is cut from the
documents again, and only where it begins and ends with whole sentences of one section. What
a language model made of an answer is kept beside the turns, and checked against the quotes
again before it is shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.answer import ANSWERED, Answer, Quote
from bot.errors import Fault
from bot.llm.summary import MAX_CHARACTERS as MAX_STATEMENT
from bot.llm.summary import MAX_CITES, MAX_STATEMENTS, Statement
from bot.question import MAX_CHARACTERS
from bot.safeguarding.notices import CATEGORIES, Category
from corpus import Document, Section, Span

MAX_TURNS = 20
MAX_QUOTES = 10
MAX_NEAREST = 3
MAX_SUMMARIES = 5
"""Of the last answers; each is checked again at every question, which takes time."""

Trouble = Fault | Literal["unavailable"]
Offset = Annotated[int, Field(ge=0, strict=True)]
Name = Annotated[str, Field(max_length=200, strict=True)]
Text = Annotated[str, Field(max_length=MAX_CHARACTERS, strict=True)]
Notices = Annotated[tuple[Category, ...], Field(max_length=len(CATEGORIES))]


class Shape(BaseModel):
    """A piece of the browser's JSON: exactly these keys, nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(Shape):
    """Where a quote stands."""

    document: Name
    start: Offset
    end: Offset


class Beginning(Shape):
    """Where a section begins."""

    document: Name
    start: Offset


class Turn(Shape):
    """One question and where its answer stands.

    Attributes:
        number: Of the question in the conversation, from 1.
        topic: The known topic the documents do not cover; the page names it.
        assumed: The earlier question this one was taken to go on from.
        notices: Which of the clinic's notices belong to it.
    """

    number: Offset = 0
    question: Text
    language: Annotated[str, Field(pattern="^[a-z]{2,3}$")]
    status: Literal["answered", "not_found"]
    quotes: Annotated[tuple[Place, ...], Field(max_length=MAX_QUOTES)] = ()
    nearest: Annotated[tuple[Beginning, ...], Field(max_length=MAX_NEAREST)] = ()
    topic: Name | None = None
    assumed: Text | None = None
    notices: Notices = ()


class Conversation(Shape):
    """What the browser holds.

    Attributes:
        turns: Oldest first.
        trouble: Why the last question was not answered, if it was not.
        notices: Which of the clinic's notices belong to that one.
        asked: How many questions were asked, for the page to notice one more.
    """

    turns: tuple[Turn, ...] = ()
    trouble: Trouble | None = None
    notices: Notices = ()
    asked: Offset = 0

    def after(self, turn: Turn) -> "Conversation":
        """Return the conversation with one more turn, without the oldest if it is long."""
        asked = self.asked + 1
        turns = (*self.turns, turn.model_copy(update={"number": asked}))[-MAX_TURNS:]
        return Conversation(turns=turns, asked=asked)

    def stopped(self, trouble: Trouble, notices: tuple[Category, ...]) -> "Conversation":
        """Return the conversation with a question that could not be answered."""
        return Conversation(
            turns=self.turns, trouble=trouble, notices=notices, asked=self.asked + 1
        )


class Said(Shape):
    """A statement of a language model."""

    text: Annotated[str, Field(max_length=MAX_STATEMENT, strict=True)]
    sentences: Annotated[
        tuple[Annotated[int, Field(ge=1, strict=True)], ...],
        Field(min_length=1, max_length=MAX_CITES),
    ]

    def statement(self) -> Statement:
        """Return it to be checked.

        Raises:
            ValueError: If it is none.
        """
        return Statement(self.text, self.sentences)


class Kept(Shape):
    """What a language model said of a turn's quotes.

    Attributes:
        number: The turn's.
    """

    number: Offset
    statements: Annotated[tuple[Said, ...], Field(max_length=MAX_STATEMENTS)]

    @classmethod
    def of(cls, number: int, statements: Sequence[Statement]) -> "Kept":
        """Return what the browser is to hold of ``statements``."""
        said = tuple(Said(text=one.text, sentences=one.cites) for one in statements)
        return cls(number=number, statements=said)


def read_kept(sent: object) -> dict[int, tuple[Statement, ...]]:
    """Return what of a browser's JSON are statements, by the number of the turn."""
    found: dict[int, tuple[Statement, ...]] = {}
    for item in sent[-MAX_SUMMARIES:] if isinstance(sent, list) else []:
        try:
            kept = Kept.model_validate(item)
            found[kept.number] = tuple(said.statement() for said in kept.statements)
        except ValueError:  # pydantic's own is one
            continue
    return found


def read_conversation(sent: object) -> Conversation:
    """Return what of a browser's JSON is well formed."""
    fields = sent if isinstance(sent, dict) else {}
    rest = {name: value for name, value in fields.items() if name != "turns"}
    try:
        conversation = Conversation.model_validate(rest)
    except ValidationError:
        conversation = Conversation()
    turns = fields.get("turns")
    last = turns[-MAX_TURNS:] if isinstance(turns, list) else []
    return conversation.model_copy(update={"turns": tuple(_well_formed(last))})


def _well_formed(sent: list[object]) -> Iterator[Turn]:
    for item in sent:
        try:
            yield Turn.model_validate(item)
        except ValidationError:
            continue


def remember(question: str, answer: Answer) -> Turn:
    """Return what the browser is to hold of an answer."""
    return Turn(
        question=question,
        language=answer.language,
        status=answer.status,
        quotes=tuple(
            Place(document=quote.document, start=quote.start, end=quote.end)
            for quote in answer.quotes[:MAX_QUOTES]
        ),
        nearest=tuple(
            Beginning(document=near.document, start=near.start)
            for near in answer.nearest[:MAX_NEAREST]
        ),
        topic=answer.topic if answer.pointer else None,
        assumed=answer.assumed,
        notices=tuple(notice.category for notice in answer.notices),
    )


def quotes_of(turn: Turn, corpus: Mapping[str, Document]) -> Iterator[Quote]:
    """Cut a turn's quotes from the documents again; those that are none are left out."""
    for place in turn.quotes if turn.status == ANSWERED else ():
        document = corpus.get(place.document)
        section = document and _section_of_sentences(document, place.start, place.end)
        if document and section:
            yield Quote.cut(document, section.path, Span(place.start, place.end))


def _section_of_sentences(document: Document, start: int, end: int) -> Section | None:
    """Return the section in which whole sentences begin at ``start`` and end at ``end``."""
    for section in document.sections:
        sentences = [s for paragraph in section.paragraphs for s in paragraph.sentences]
        if any(s.start == start for s in sentences) and any(s.end == end for s in sentences):
            return section if start < end else None
    return None


def sections_of(turn: Turn, corpus: Mapping[str, Document]) -> Iterator[tuple[Document, Section]]:
    """Find the sections that come nearest to a question the documents do not answer."""
    for beginning in turn.nearest if turn.status != ANSWERED else ():
        document = corpus.get(beginning.document)
        for section in document.sections if document else ():
            if document and section.paragraphs[0].span.start == beginning.start:
                yield document, section
