"""The bot: a question in, an :class:`~bot.answer.Answer` out.

Nothing is remembered between questions and nothing is logged.
"""

import threading

from bot.answer import Answer
from bot.decision import Decider
from bot.pipeline import Explanation, Pipeline
from corpus import Corpus
from index.live import LiveIndex


class Bot:
    """Answers questions from whatever index is current.

    Safe to use from several threads.
    """

    def __init__(self, live: LiveIndex, decider: Decider | None = None) -> None:
        """Answer from ``live``; nothing is opened until the first question."""
        self._live = live
        self._decider = decider or Decider()
        self._lock = threading.Lock()
        self._pipeline: Pipeline | None = None

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
        return self.explain(text, language, fallback).answer

    def explain(
        self, text: str, language: str | None = None, fallback: str | None = None
    ) -> Explanation:
        """Answer one question and tell how; arguments and errors as in :meth:`ask`."""
        return self._current().explain(text, language, fallback)

    def warm_up(self) -> None:
        """Open the index and load the model, so that the first visitor does not wait."""
        self._current()
        self._live.embedder.warm_up()

    def _current(self) -> Pipeline:
        index = self._live.get()
        with self._lock:
            if self._pipeline is None or self._pipeline.index is not index:
                self._pipeline = Pipeline(index, self._live.embedder, self._decider)
            return self._pipeline
