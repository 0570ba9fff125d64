"""Ask a language model to summarise a run's answers, keep what it replied, and measure.

What was replied is kept as it came, so that other guards can be tried on it without the
model. Whether a statement is supported is for a person to say, who adds ``supported`` to a
line; without that nothing is said of precision.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from bot.answer import Quote
from bot.llm.client import Client
from bot.llm.reply import read_statements
from bot.llm.summariser import Checker, ask
from bot.llm.summary import Statement, Summary
from corpus import Corpus
from eval.errors import EvalError
from eval.intervals import Estimate, mean
from eval.records import Record

SUMMARIES = "summaries.jsonl"


class Place(BaseModel):
    """Where a quote stands; ``start`` and ``end`` are offsets in code points."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    doc: str
    start: int
    end: int


class Replied(BaseModel):
    """What a language model made of one answer.

    Attributes:
        question: As asked.
        language: ISO 639-1 code it was taken to be in.
        quotes: Of the answer.
        reply: The model's words; None if there were none in time.
        seconds: Wall time of the reply.
        supported: A person's word on statements: whether their sentences bear them out.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str
    language: str
    quotes: tuple[Place, ...]
    reply: str | None
    seconds: float
    supported: Mapping[str, bool] = {}


@dataclass(frozen=True)
class Checked:
    """A reply after the guards.

    Attributes:
        replied: The reply.
        offered: Well-formed statements in it.
        summary: What would be shown.
    """

    replied: Replied
    offered: tuple[Statement, ...]
    summary: Summary | None

    @property
    def shown(self) -> tuple[str, ...]:
        """The statements that would be shown."""
        return tuple(one.text for one in self.summary.statements) if self.summary else ()


def ask_all(records: Iterable[Record], corpus: Corpus, client: Client) -> Iterator[Replied]:
    """Ask for a summary of each answer of a run."""
    for record in records:
        if not record.given.answered:
            continue
        places = tuple(
            Place(doc=one.doc, start=one.start, end=one.end) for one in record.given.quotes
        )
        question, language = record.asked.question, record.given.language
        quotes = _cut(places, corpus)
        started = time.perf_counter()
        reply = ask(client, quotes, language)
        yield Replied(
            question=question,
            language=language,
            quotes=places,
            reply=reply,
            seconds=round(time.perf_counter() - started, 3),
        )


def check_all(replied: Iterable[Replied], corpus: Corpus, checker: Checker) -> list[Checked]:
    """Put every reply to the guards; no model is asked.

    Raises:
        EvalError: If a quote is not in ``corpus``.
    """
    found = []
    for one in replied:
        offered = read_statements(one.reply or "")
        quotes = _cut(one.quotes, corpus)
        found.append(Checked(one, offered, checker.check(offered, quotes, one.language)))
    return found


@dataclass(frozen=True)
class Figures:
    """What there is to say of a number of replies.

    Attributes:
        coverage: Share of the answers that have a summary.
        shown: Statements shown an answer.
        kept: Share of the statements offered that are shown.
        precision: Share of the statements shown that a person found supported; of those judged.
        seconds: Median and 95th percentile of the replies' wall time.
    """

    coverage: Estimate
    shown: Estimate
    kept: Estimate
    precision: Estimate
    seconds: tuple[float, float]


def measure(checked: Sequence[Checked]) -> Figures:
    """Measure replies; at least one.

    Raises:
        EvalError: If there is none.
    """
    if not checked:
        msg = "no answer to summarise. Name a set with questions that are answered."
        raise EvalError(msg)
    seconds = [one.replied.seconds for one in checked]
    p50, p95 = np.percentile(seconds, [50, 95])
    return Figures(
        coverage=mean([bool(one.shown) for one in checked]),
        shown=mean([len(one.shown) for one in checked]),
        kept=mean([text.text in one.shown for one in checked for text in one.offered]),
        precision=mean(
            [
                one.replied.supported[text]
                for one in checked
                for text in one.shown
                if text in one.replied.supported
            ]
        ),
        seconds=(float(p50), float(p95)),
    )


def write_replied(directory: Path, replied: Iterable[Replied]) -> Path:
    """Write each reply as it comes, and return the file."""
    path = directory / SUMMARIES
    with path.open("w", encoding="utf-8") as file:
        for one in replied:
            file.write(one.model_dump_json() + "\n")
            file.flush()
    return path


def _cut(places: Sequence[Place], corpus: Corpus) -> tuple[Quote, ...]:
    quotes = []
    for place in places:
        document = corpus.get(place.doc)
        if document is None or place.end > len(document.text):
            msg = f"{place.doc!r}: no such place in the documents. Ask these questions again."
            raise EvalError(msg)
        text = document.text[place.start : place.end]
        quotes.append(Quote(document, (), place.start, place.end, text))
    return tuple(quotes)
