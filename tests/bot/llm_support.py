"""Chat models that behave badly, and sentences to put to the guards."""

import time
from collections.abc import Callable, Iterator
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

from bot.llm.summary import Sentence
from corpus import Corpus

Speaks = Callable[[list[BaseMessage]], Iterator[str]]


class Model(BaseChatModel):
    """Streams whatever ``speaks`` yields.

    Attributes:
        speaks: Given the messages.
        asked: Messages of every call.
    """

    speaks: Any
    asked: list[list[BaseMessage]] = Field(default_factory=list)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: object,
    ) -> Iterator[ChatGenerationChunk]:
        self.asked.append(messages)
        for text in self.speaks(messages):
            yield ChatGenerationChunk(message=AIMessageChunk(text))

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: object,
    ) -> ChatResult:
        text = "".join(self.speaks(messages))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text))])

    @property
    def _llm_type(self) -> str:
        return "bad"


def says(text: str) -> Model:
    """Return a model that always replies ``text``."""
    return Model(speaks=lambda _: iter([text]), asked=[])


def stalls(_: list[BaseMessage]) -> Iterator[str]:
    """Say nothing for much longer than anybody waits."""
    time.sleep(10)
    yield "{}"


def floods(_: list[BaseMessage]) -> Iterator[str]:
    """Never end."""
    while True:
        yield "x" * 1000


def trickles(_: list[BaseMessage]) -> Iterator[str]:
    """Never end, and say nothing either."""
    while True:
        yield ""


def breaks(messages: list[BaseMessage]) -> Iterator[str]:
    """Raise an error that holds everything it was sent."""
    raise RuntimeError(str(messages))
    yield ""


def cited(corpus: Corpus, beginning: str, language: str = "en") -> Sentence:
    """Return the one sentence of ``corpus`` that begins so, for a reader of ``language``."""
    (found,) = [
        (document, document.slice(span))
        for document in corpus.values()
        for paragraph in document.paragraphs()
        for span in paragraph.sentences
        if document.slice(span).startswith(beginning)
    ]
    document, text = found
    here: str | None = text
    if document.language != language:
        translation = document.translated(text, language)
        here = translation.text if translation else None
    return Sentence(1, 0, text, document.language, here)
