"""From quotes to a summary of them, or none: the model points, the code checks."""

from collections.abc import Sequence

from bot.answer import Quote
from bot.llm.client import TIMEOUT, Client
from bot.llm.guards import Encode, Guards
from bot.llm.prompt import messages
from bot.llm.reply import read_statements
from bot.llm.summary import Sentence, Statement, Summary, sentences_of
from index.drafting.chat_model import open_chat_model


def open_summariser(
    name: str, encode: Encode, base_url: str | None = None, timeout: float = TIMEOUT
) -> "Summariser":
    """Return what summarises with the chat model ``name``; nothing is asked yet.

    Args:
        name: ``PROVIDER:MODEL``, as LangChain's ``init_chat_model`` knows it.
        encode: Embeds statements for the guards.
        base_url: Of the provider's server; its own when None.
        timeout: Seconds one reply may take.

    Raises:
        ChatModelError: If the name, the provider's package or its settings are missing.
    """
    model = open_chat_model(name, base_url, "--llm")
    return Summariser(Client(model, name, timeout), Guards(encode))


class Summariser:
    """Summarises answers. Safe to use from several threads."""

    def __init__(self, client: Client, guards: Guards) -> None:
        """Ask ``client``, and show only what passes ``guards``."""
        self._client = client
        self._guards = guards

    def summarise(self, question: str, quotes: Sequence[Quote], language: str) -> Summary | None:
        """Return a summary of ``quotes``, or None: never an error.

        Args:
            question: As the visitor typed it.
            quotes: Of an answered question; without any, the model is not asked.
            language: ISO 639-1 code of the question.
        """
        shown = sentences_of(quotes, language)
        if not shown:
            return None
        reply = self._client.ask(messages(question, shown, language))
        if reply is None:
            return None
        return self._checked(read_statements(reply), shown, language)

    def _checked(
        self, said: Sequence[Statement], shown: Sequence[Sentence], language: str
    ) -> Summary | None:
        kept: dict[str, Statement] = {}
        for one in said:
            if one.text not in kept and self._guards.check(one, shown, language).passed:
                kept[one.text] = one
        if not kept:
            return None
        position = {sentence.number: sentence.quote for sentence in shown}
        statements = tuple(kept.values())
        quotes = tuple(
            tuple(sorted({position[number] for number in one.cites})) for one in statements
        )
        return Summary(language, statements, quotes, self._client.name)
