"""What happens when a visitor asks: the bot's answer becomes one more turn."""

import logging
from collections.abc import Mapping

from bot.engine import Bot
from bot.errors import QuestionError
from bot.web.history import Conversation, read_conversation, remember
from corpus import Document
from corpus.errors import QuotewellError

_log = logging.getLogger(__name__)


def ask(bot: Bot, question: str, sent: object, language: str) -> Conversation:
    """Return the conversation after ``question``.

    Args:
        bot: Who answers.
        question: What the visitor typed.
        sent: The conversation so far, as the browser sent it.
        language: The page's; the bot falls back to it for a question too short to tell.
    """
    conversation = read_conversation(sent)
    try:
        answer = bot.ask(question, fallback=language)
    except QuestionError as error:
        return conversation.stopped(error.fault)
    except Exception as error:  # a visitor sees fixed words whatever went wrong
        _report(error)
        return conversation.stopped("unavailable")
    return conversation.after(remember(" ".join(question.split()), answer))


def documents(bot: Bot) -> Mapping[str, Document]:
    """Return the documents; none when they cannot be used at this moment."""
    try:
        return bot.corpus
    except QuotewellError as error:
        _report(error)
        return {}


def suggestions(bot: Bot, language: str) -> tuple[str, ...]:
    """Return the corpus' questions to begin with; none when it cannot be used."""
    try:
        return bot.corpus.suggestions.get(language, ())
    except QuotewellError as error:
        _report(error)
        return ()


def _report(error: Exception) -> None:
    # Only what kind it was: a message may hold the question.
    _log.error("the chat could not answer: %s", type(error).__name__)
