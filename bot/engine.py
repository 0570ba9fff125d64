"""The bot: a question in, an :class:`~bot.answer.Answer` out.

Nothing is remembered between questions and nothing is logged. What was asked before, the
asker sends along.
"""

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.answer import Answer
from bot.decision import Decider
from bot.llm.summary import Summary
from bot.pipeline import Explanation, Pipeline
from bot.safeguarding.detector import Safeguard
from bot.safeguarding.notices import Notice
from corpus import Corpus
from index.errors import IndexGoneError
from index.live import LiveIndex

if TYPE_CHECKING:
    from bot.llm.summariser import Summariser


class Bot:
    """Answers questions from whatever index is current.

    Safe to use from several threads.

    Attributes:
        summariser: What phrases summaries of quotes; None without a language model.
    """

    summariser: "Summariser | None" = None

    def __init__(
        self,
        live: LiveIndex,
        decider: Decider | None = None,
        safeguard: Safeguard | None = None,
        summariser: "Summariser | None" = None,
    ) -> None:
        """Answer from ``live``; nothing is opened until the first question.

        Args:
            live: The documents and their index.
            decider: When to answer; as fitted and shipped when None.
            safeguard: Which notices belong to a message; none ever when None.
            summariser: What phrases summaries of quotes; none ever when None.
        """
        self.summariser = summariser
        self._live = live
        self._decider = decider or Decider()
        self._safeguard = safeguard
        self._lock = threading.Lock()
        self._pipeline: Pipeline | None = None

    @property
    def corpus(self) -> Corpus:
        """The documents answers come from at this moment.

        Raises:
            CorpusError, IndexStoreError: If they cannot be read or the index is not current.
        """
        return self._live.get().corpus

    def ask(
        self,
        text: str,
        language: str | None = None,
        fallback: str | None = None,
        history: Sequence[str] = (),
    ) -> Answer:
        """Answer one question.

        Args:
            text: What the visitor typed.
            language: ISO 639-1 code if the asker set it; detected when None.
            fallback: Language for a text too short to tell, such as the page's.
            history: What the same visitor asked before, oldest first.

        Raises:
            QuestionError: If the text cannot be asked; :mod:`bot.messages` has the words.
            CorpusError, IndexStoreError: If the documents or the index cannot be used.
        """
        return self.explain(text, language, fallback, history).answer

    def explain(
        self,
        text: str,
        language: str | None = None,
        fallback: str | None = None,
        history: Sequence[str] = (),
    ) -> Explanation:
        """Answer one question and tell how; arguments and errors as in :meth:`ask`."""
        pipeline = self._current()
        try:
            return pipeline.explain(text, language, fallback, history)
        except IndexGoneError:
            # Half an answer may come from what is gone, so the whole question is asked anew.
            self._live.renew(pipeline.index)
            return self._current().explain(text, language, fallback, history)

    def summarise(self, answer: Answer) -> Summary | None:
        """Return a checked summary of the quotes of ``answer``; None if there is to be none.

        Waits for the language model, for some seconds at worst. Never fails, and asks no model
        about a question that is not answered, nor where the clinic has a notice: nobody in
        trouble is to read a choice from the quotes first.
        """
        if self.summariser is None or not answer.quotes or answer.notices:
            return None
        return self.summariser.summarise(answer.quotes, answer.language)

    def notices(self, text: str, language: str) -> tuple[Notice, ...]:
        """Return the clinic's notices for a message that could not be answered.

        Needs neither the documents nor the index, and never fails.
        """
        return self._safeguard.notices(text, language) if self._safeguard else ()

    def warm_up(self) -> None:
        """Open the index and load the models, so that the first visitor does not wait."""
        self._current()
        self._live.embedder.warm_up()
        if self._safeguard:
            self._safeguard.warm_up()

    def _current(self) -> Pipeline:
        index = self._live.get()
        with self._lock:
            if self._pipeline is None or self._pipeline.index is not index:
                self._pipeline = Pipeline(
                    index, self._live.embedder, self._decider, self._safeguard
                )
            return self._pipeline
