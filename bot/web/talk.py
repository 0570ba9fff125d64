"""What happens when a visitor asks: the bot's answer becomes one more turn."""

import logging
from collections.abc import Callable, Mapping
from typing import TypeVar

from bot.engine import Bot
from bot.errors import QuestionError
from bot.followup import asked_again
from bot.llm.summary import Summary
from bot.web.counters import Counters
from bot.web.history import Conversation, Trouble, read_conversation, remember
from corpus import Corpus, Document, Theme
from corpus.bank import Pointer
from corpus.errors import QuotewellError

_log = logging.getLogger(__name__)
_Found = TypeVar("_Found")


def ask(
    bot: Bot, question: str, sent: object, language: str, counters: Counters | None = None
) -> Conversation:
    """Return the conversation after ``question``.

    Args:
        bot: Who answers.
        question: What the visitor typed.
        sent: The conversation so far, as the browser sent it.
        language: The page's; the bot falls back to it for a question too short to tell.
        counters: Where the outcome is counted.
    """
    counters = counters or Counters()
    conversation = read_conversation(sent)
    earlier = [asked_again(turn.question, turn.assumed) for turn in conversation.turns]
    trouble: Trouble = "unavailable"
    try:
        answer = bot.ask(question, fallback=language, history=earlier)
    except QuestionError as error:
        trouble = error.fault
        counters.add(language, "refused")
    except Exception as error:  # a visitor sees fixed words whatever went wrong
        _report(error)
        counters.add(language, "unavailable")
    else:
        counters.add(language, answer.status)
        if answer.notices:
            counters.add(language, "notice")
        return conversation.after(remember(" ".join(question.split()), answer))
    # Somebody in trouble is told where to turn, even when nothing can be answered.
    notices = tuple(notice.category for notice in bot.notices(question, language))
    if notices:
        counters.add(language, "notice")
    return conversation.stopped(trouble, notices)


def summarise(bot: Bot, conversation: Conversation) -> Summary | None:
    """Return a summary of the last answer of a conversation; waits for the language model.

    The question is asked once more: what a browser says was answered decides nothing.

    Args:
        bot: Who answered.
        conversation: At least one turn.
    """
    *before, last = conversation.turns
    earlier = [asked_again(turn.question, turn.assumed) for turn in before]
    # The page's language may have changed since.
    answer = bot.ask(last.question, fallback=last.language, history=earlier)
    if remember(last.question, answer).quotes != last.quotes:
        return None
    return bot.summarise(answer)


def documents(bot: Bot) -> Mapping[str, Document]:
    """Return the documents; none when they cannot be used at this moment."""
    return _from_corpus(bot, lambda corpus: corpus, {})


def suggestions(bot: Bot, language: str) -> tuple[str, ...]:
    """Return the corpus' questions to begin with; none when it cannot be used."""
    return _from_corpus(bot, lambda corpus: corpus.suggestions.get(language, ()), ())


def themes(bot: Bot) -> tuple[Theme, ...]:
    """Return the corpus' themes to choose from; none when it cannot be used."""
    return _from_corpus(bot, lambda corpus: corpus.themes, ())


def pointer(bot: Bot, topic: str, language: str) -> Pointer | None:
    """Return the operator's words for a known topic, if any."""
    return _from_corpus(bot, lambda corpus: corpus.bank.pointer(topic, language), None)


def _from_corpus(bot: Bot, take: Callable[[Corpus], _Found], otherwise: _Found) -> _Found:
    try:
        return take(bot.corpus)
    except QuotewellError as error:
        _report(error)
        return otherwise


def _report(error: Exception) -> None:
    # Only what kind it was: a message may hold the question.
    _log.error("the chat could not answer: %s", type(error).__name__)
