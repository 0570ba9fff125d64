"""What the page and the API share: the bot, those who do its work, and the counts."""

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot import messages
from bot.answer import Answer
from bot.engine import Bot
from bot.errors import QuestionError
from bot.question import MAX_CHARACTERS
from bot.reply import NoticeReply, Reply, notices_of, reply_to
from bot.summary_reply import SummaryReply
from bot.web import problem
from bot.web.bulkhead import Bulkhead, BusyError
from bot.web.counters import Counters
from bot.web.history import MAX_TURNS
from bot.web.problem import ProblemError
from bot.web.summaries import Summaries
from corpus.errors import QuotewellError

_log = logging.getLogger(__name__)

MAX_ID = 200
SAFE_INTEGER = 2**53 - 1
"""Beyond it, many languages' JSON loses digits."""


def _whole(text: str) -> str:
    if any("\ud800" <= character <= "\udfff" for character in text):
        msg = "half a character (a lone surrogate)"
        raise ValueError(msg)
    return text


# JSON can name half a character, which no answer in UTF-8 could repeat.
Text = Annotated[str, Field(strict=True), AfterValidator(_whole)]
# An earlier question may be two joined: see bot.followup.asked_again.
Earlier = Annotated[Text, Field(max_length=2 * MAX_CHARACTERS + 1)]
GivenId = (
    Annotated[Text, Field(max_length=MAX_ID)]
    | Annotated[int, Field(ge=-SAFE_INTEGER, le=SAFE_INTEGER, strict=True)]
)


class Asked(BaseModel):
    """A question of another program."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    # Its length is the bot's to judge: what is refused may still call for a notice.
    question: Annotated[
        Text,
        Field(
            description="At least one letter or digit, no control characters.",
            json_schema_extra={"minLength": 1, "maxLength": MAX_CHARACTERS},
        ),
    ]
    language: Annotated[
        str | None,
        Field(
            pattern="^[a-z]{2,3}$",
            strict=True,
            description="ISO 639-1 code, one of the documents' languages; detected when absent.",
        ),
    ] = None
    history: Annotated[
        tuple[Earlier, ...],
        Field(
            max_length=MAX_TURNS,
            description="What the same person asked before, oldest first. The server keeps none.",
        ),
    ] = ()
    id: Annotated[
        GivenId | None,
        Field(description="Your name for this question; comes back with the answer."),
    ] = None


@dataclass(frozen=True)
class Answered:
    """An answer, and the same for other programs, without a summary yet."""

    answer: Answer
    reply: Reply


class Service:
    """Answers the page's and other programs' questions.

    Attributes:
        bot: Who answers.
        counters: How many questions had which outcome.
        bulkhead: Who does the work.
        summaries: Who waits for the language model, if there is one.
    """

    def __init__(self, bot: Bot, waiting: int = 128) -> None:
        """Answer with ``bot``; ``waiting`` questions may wait while all workers are busy."""
        self.bot = bot
        self.counters = Counters()
        self.bulkhead = Bulkhead(waiting, self.counters.metrics)
        self.summaries = Summaries()

    async def reply(self, asked: Asked, *, waited: bool = False) -> Reply:
        """Answer a question of another program in one piece; arguments as in :meth:`submit`.

        Raises:
            ProblemError: If there is no answer.
        """
        found = await self.submit(asked, waited=waited)
        summary = await self.summary(found)
        return found.reply.model_copy(update={"summary": summary})

    async def summary(self, found: Answered) -> SummaryReply | None:
        """Wait for the summary of an answer; None if there is to be none."""
        quotes = found.answer.quotes
        if self.bot.summariser is None or not quotes:
            return None
        summary = await self.summaries.make(lambda: self.bot.summarise(found.answer))
        return SummaryReply.of(summary, quotes) if summary else None

    def submit(self, asked: Asked, *, waited: bool = False) -> asyncio.Future[Answered]:
        """Have a question of another program answered; call it on the event loop.

        Args:
            asked: The question.
            waited: Whether it has waited in a bounded line before.

        Returns:
            The answer, to be awaited; a :class:`ProblemError` comes out if there is none.
            Cancelled while it waits for a worker, the question is never asked.

        Raises:
            ProblemError: At once, if there is no room for it.
        """
        try:
            future = self.bulkhead.submit(lambda: self._reply(asked), waited=waited)
        except BusyError:
            raise ProblemError(problem.busy()) from None
        return asyncio.wrap_future(future)

    def _reply(self, asked: Asked) -> Answered:
        language = messages.interface_language(asked.language or messages.LANGUAGES[0])
        started = time.perf_counter()
        try:
            answer = self.bot.ask(asked.question, asked.language, history=asked.history)
            reply = reply_to(asked.question, answer, time.perf_counter() - started, asked.id)
        except QuestionError as error:
            self.counters.add(language, "refused")
            found = problem.unaskable(error.fault, language, self._notices(asked, language))
        except QuotewellError as error:
            self._report(error, language)
            found = problem.unavailable(language, self._notices(asked, language))
        except Exception as error:  # whatever it is, it may hold the question
            self._report(error, language)
            found = problem.failed(self._notices(asked, language))
        else:
            self.counters.add(answer.language, answer.status)
            if answer.notices:
                self.counters.add(answer.language, "notice")
            return Answered(answer, reply)
        raise ProblemError(found)

    def _notices(self, asked: Asked, language: str) -> tuple[NoticeReply, ...]:
        """Return the notices for a question that could not be answered, and count them."""
        notices = notices_of(self.bot.notices(asked.question, language))
        if notices:
            self.counters.add(language, "notice")
        return notices

    def _report(self, error: Exception, language: str) -> None:
        # Only what kind it was: a message may hold the question.
        _log.error("a program's question could not be answered: %s", type(error).__name__)
        self.counters.add(language, "unavailable")
