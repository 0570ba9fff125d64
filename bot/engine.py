"""The bot: a question in, an :class:`~bot.answer.Answer` out.

    question ─ accept ─ retrieve ─ decide ─ quote ─ answer

Each stage is a module with a plain interface; this one only hands things on. Nothing is
remembered between questions and nothing is logged.
"""

from bot.answer import Answer
from corpus import Corpus
from index.live import LiveIndex


class Bot:
    """Answers questions from whatever index is current.

    Safe to use from several threads.
    """

    def __init__(self, live: LiveIndex) -> None:
        """Answer from ``live``; nothing is opened until the first question."""
        self._live = live

    @property
    def corpus(self) -> Corpus:
        """The documents answers come from at this moment.

        Raises:
            CorpusError, IndexStoreError: If they cannot be read or the index is not current.
        """
        return self._live.get().corpus

    def ask(self, text: str, language: str | None = None, fallback: str | None = None) -> Answer:
        """Answer one question.

        Args:
            text: What the visitor typed.
            language: ISO 639-1 code if the asker set it; detected when None.
            fallback: Language for a text too short to tell, such as the page's.

        Raises:
            QuestionError: If the text cannot be asked; :mod:`bot.messages` has the words.
            CorpusError, IndexStoreError: If the documents or the index cannot be used.
        """
        raise NotImplementedError

    def warm_up(self) -> None:
        """Open the index and load the model, so that the first visitor does not wait."""
        self._live.get()
        self._live.embedder.warm_up()
