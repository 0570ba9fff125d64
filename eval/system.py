"""What can be evaluated: the bot, as a visitor meets it, or anything that answers alike."""

import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from bot.answer import Answer, Quote
from bot.errors import QuestionError
from bot.quoting import cut_quotes
from eval.records import Given, Ranked, Shown
from index.passages import Passage

CANDIDATES = 20
"""Ranked passages kept of each question."""


class Candidate(Protocol):
    """A retrieved passage."""

    @property
    def passage(self) -> Passage:
        """The passage."""
        ...

    @property
    def score(self) -> float:
        """Higher is better; otherwise of no meaning."""
        ...


class Explanation(Protocol):
    """An answer, and what it was chosen from."""

    @property
    def answer(self) -> Answer:
        """The very answer a visitor would get."""
        ...

    @property
    def candidates(self) -> Sequence[Candidate]:
        """The retrieved passages, best first."""
        ...


class Explainer(Protocol):
    """The bot, as far as evaluation needs it."""

    def explain(self, text: str, language: str | None = None) -> Explanation:
        """Answer one question and say from what."""
        ...


Quoter = Callable[[Sequence[Any]], Sequence[Quote]]
"""From candidates to the quotes an answer would show."""


class System(Protocol):
    """Anything that can be evaluated: the bot or a baseline."""

    def answer(self, question: str) -> Given:
        """Answer one question."""
        ...


class BotSystem:
    """The bot, asked as a visitor would: the language is for it to tell."""

    def __init__(self, bot: Explainer, quote: Quoter = cut_quotes) -> None:
        """Ask ``bot``, and cut with ``quote`` what it withholds."""
        self._bot = bot
        self._quote = quote

    def answer(self, question: str) -> Given:
        """Answer one question; one that is not accepted counts as refused."""
        start = time.perf_counter()
        try:
            explained = self._bot.explain(question)
        except QuestionError as error:
            seconds = time.perf_counter() - start
            return Given(
                answered=False, fault=error.fault, language="", confidence=0.0, seconds=seconds
            )
        seconds = time.perf_counter() - start
        answer = explained.answer
        return Given(
            answered=bool(answer.quotes),
            language=answer.language,
            confidence=answer.confidence,
            quotes=tuple(shown(quote) for quote in answer.quotes),
            # What the risk would be at a lower threshold can only be told from these.
            withheld=()
            if answer.quotes
            else tuple(shown(quote) for quote in self._quote(explained.candidates)),
            nearest=tuple(near.heading for near in answer.nearest),
            candidates=tuple(
                Ranked(
                    doc=one.passage.document.id,
                    start=one.passage.span.start,
                    end=one.passage.span.end,
                    score=one.score,
                )
                for one in explained.candidates[:CANDIDATES]
            ),
            seconds=seconds,
        )


def shown(quote: Quote) -> Shown:
    """Return a quote as it is written down and judged."""
    return Shown(doc=quote.document, start=quote.start, end=quote.end, text=quote.text)
