"""From quotes to a summary of them, or none: the model points, the code checks."""

import logging
import warnings
from collections.abc import Sequence

from bot.answer import Quote
from bot.llm.client import TIMEOUT, Client
from bot.llm.connection import connection, shaped
from bot.llm.guards import Guards
from bot.llm.limits import within_limits
from bot.llm.place import place_of
from bot.llm.prompt import messages
from bot.llm.reply import read_statements
from bot.llm.summary import Cite, Shown, Statement, Summary, sentences_of
from bot.llm.words import LANGUAGES
from index.drafting.chat_model import open_chat_model

_log = logging.getLogger(__name__)


def open_client(name: str, base_url: str | None = None, timeout: float = TIMEOUT) -> Client:
    """Return what asks the chat model ``name``; nothing is asked yet.

    Args:
        name: ``PROVIDER:MODEL``, as LangChain's ``init_chat_model`` knows it.
        base_url: Of the provider's server; its own when None.
        timeout: Seconds one reply may take.

    Raises:
        ChatModelError: If the name, the provider's package or its settings are missing.
    """
    # Pydantic's warnings show what a malformed reply holds, which may be what was sent.
    warnings.filterwarnings("ignore", message="Pydantic serializer warnings")
    place = place_of(name, base_url)
    provider = name.partition(":")[0]
    more = connection(provider, place, timeout)
    model = open_chat_model(name, place.base_url, "--llm", more)
    return Client(model, name, timeout, shaped(provider, place))


def ask(client: Client, quotes: Sequence[Quote], language: str) -> str | None:
    """Return what a model says of ``quotes``, unchecked; None if it says nothing in time.

    It is not asked where nothing could pass the guards: about sentences in another language
    without a translation, or in a language without word lists.
    """
    shown = [one for one in sentences_of(quotes, language) if one.here is not None]
    if not shown or language not in LANGUAGES:
        return None
    return client.ask(messages(shown, language))


class Checker:
    """Makes a summary of what passes the guards. Safe to use from several threads."""

    def __init__(self, guards: Guards, model: str) -> None:
        """Put statements to ``guards``, and name ``model`` as their author."""
        self._guards = guards
        self._model = model

    def check(
        self, said: Sequence[Statement], quotes: Sequence[Quote], language: str
    ) -> Summary | None:
        """Return what may be shown of ``said``, whoever says it; None if nothing may.

        Args:
            said: Whatever it is.
            quotes: Of the answer it is said to be about.
            language: ISO 639-1 code of the question.
        """
        shown = sentences_of(quotes, language) if said else ()
        kept: dict[str, Statement] = {}
        for one in said:
            if one.text not in kept and self._passes(one, shown, language):
                kept[one.text] = one
        statements = within_limits(tuple(kept.values()), shown, language) if kept else ()
        if not statements:
            return None
        places = {one.number: Cite(one.quote, one.span.start, one.span.end) for one in shown}
        cites = tuple(tuple(places[number] for number in one.cites) for one in statements)
        return Summary(language, statements, cites, self._model)

    def _passes(self, one: Statement, shown: Sequence[Shown], language: str) -> bool:
        try:
            return self._guards.check(one, shown, language).passed
        except Exception as error:  # whatever trips over a model's words
            _log.error("a statement could not be checked: %s", type(error).__name__)
            return False


class Summariser:
    """Summarises answers. Safe to use from several threads.

    Attributes:
        checker: What may be shown, also of what was said before.
    """

    def __init__(self, client: Client, guards: Guards) -> None:
        """Ask ``client``, and show only what passes ``guards``."""
        self.checker = Checker(guards, client.name)
        self._client = client

    def summarise(self, quotes: Sequence[Quote], language: str) -> Summary | None:
        """Return a summary of ``quotes``, or None: never an error.

        Args:
            quotes: Of an answered question.
            language: ISO 639-1 code of the question.
        """
        reply = ask(self._client, quotes, language)
        return self.checker.check(read_statements(reply or ""), quotes, language)
