"""A summary as other programs get it, within :mod:`bot.reply`."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bot.answer import Quote
from bot.errors import UnverifiedError
from bot.llm.summary import MAX_CHARACTERS, MAX_STATEMENTS, Cite, Summary


class CiteReply(BaseModel):
    """A sentence of a quote, the document's own characters, that a statement rests on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    quote: Annotated[int, Field(ge=0, description="Position of its quote in `quotes`, from 0.")]
    start: Annotated[
        int, Field(ge=0, description="Offset in the document's text, in Unicode code points.")
    ]
    end: Annotated[int, Field(gt=0, description="Offset just after the last code point.")]

    @classmethod
    def of(cls, cite: Cite, quotes: Sequence[Quote]) -> "CiteReply":
        """Return ``cite`` for other programs.

        Raises:
            UnverifiedError: If it is not within its quote.
        """
        quote = quotes[cite.quote] if cite.quote < len(quotes) else None
        if quote is None or not quote.start <= cite.start < cite.end <= quote.end:
            msg = f"{cite.start}-{cite.end} is not within quote {cite.quote}; it was not shown"
            raise UnverifiedError(msg)
        return cls(quote=cite.quote, start=cite.start, end=cite.end)


class StatementReply(BaseModel):
    """A sentence of a language model's, and the sentences of the quotes it was checked against."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Annotated[
        str, Field(max_length=MAX_CHARACTERS, description="Plain text; escape it like any other.")
    ]
    cites: Annotated[tuple[CiteReply, ...], Field(min_length=1)]


class SummaryReply(BaseModel):
    """What a language model made of the quotes. It may be wrong: say so, and show the quotes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Annotated[str, Field(description="ISO 639-1 code of the statements.")]
    model: Annotated[str, Field(description="PROVIDER:MODEL, to be named beside it.")]
    statements: Annotated[
        tuple[StatementReply, ...], Field(min_length=1, max_length=MAX_STATEMENTS)
    ]

    @classmethod
    def of(cls, summary: Summary, quotes: Sequence[Quote]) -> "SummaryReply":
        """Return ``summary`` of ``quotes`` for other programs.

        Raises:
            UnverifiedError: If it cites what is not within them.
        """
        return cls(
            language=summary.language,
            model=summary.model,
            statements=tuple(
                StatementReply(
                    text=one.text, cites=tuple(CiteReply.of(cite, quotes) for cite in cites)
                )
                for one, cites in zip(summary.statements, summary.cites, strict=True)
            ),
        )
